// What other programs get: JSON of a run, exported tables, a forecast, completion in a shell, and text without colours.

using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class OutputTests : IDisposable
{
    private static readonly string[] Table2 = ["run", "Xiao23.Table2", "--preset", "smoke", "--stand-ins"];

    private readonly HvaeRepro program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void A_run_with_json_prints_one_document_with_tables_claims_and_metrics()
    {
        var answer = program.Run([.. Table2, "--json"]);

        using var json = JsonDocument.Parse(answer.Output);
        var target = json.RootElement.GetProperty("targets")[0];
        var table = target.GetProperty("tables")[0];
        Assert.Equal("Xiao23.Table2", target.GetProperty("name").GetString());
        var columns = table.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString());
        Assert.Contains("parameters", columns);
        Assert.Contains(475811, table.GetProperty("rows").EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Where(cell => cell.ValueKind == JsonValueKind.Number).Select(cell => cell.GetInt64()));
        Assert.Equal(0, target.GetProperty("claims").GetArrayLength());
        Assert.NotEqual(0, json.RootElement.GetProperty("jobs")[0].GetProperty("metrics").GetArrayLength());
    }

    [Theory]
    [InlineData("csv", "data,distribution,layers,parameters,paper,difference")]
    [InlineData("json", "\"name\": \"Xiao23.Table2\"")]
    [InlineData("markdown", "| data | distribution | layers | parameters | paper | difference |")]
    [InlineData("latex", "\\begin{tabular}{lllrrr}")]
    public void The_tables_of_the_records_are_exported(string format, string expected)
    {
        program.Run(Table2);

        var answer = program.Run("export", "Table2", "--preset", "smoke", "--format", format);
        var files = program.Run("export", "--preset", "smoke", "--format", format, "--out", "out");

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Contains(expected, answer.Output, StringComparison.Ordinal);
        Assert.Contains(format is "csv" or "json" ? "475811" : "475", answer.Output, StringComparison.Ordinal);
        Assert.Contains(expected, File.ReadAllText(program.File(files.Output.TrimEnd())), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_of_what_is_not_there_says_what_is()
    {
        var none = program.Run("export", "--preset", "smoke");
        program.Run(Table2);
        var unknown = program.Run("export", "Xiao23.Tabel2", "--preset", "smoke");

        Assert.Equal(5, none.ExitCode);
        Assert.Contains("Run a target first", none.Error, StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("'Xiao23.Table2'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_tells_how_much_would_run_and_runs_nothing()
    {
        var before = program.Run([.. Table2, "--dry-run"]);
        Assert.False(Directory.Exists(program.File("results")));
        program.Run(Table2);
        var after = program.Run([.. Table2, "--dry-run"]);
        var forced = program.Run([.. Table2, "--dry-run", "--force", "--json"]);

        Assert.Contains("to be run,      0 cached, time not known yet", before.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing would run.\n", after.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(forced.Output);
        Assert.True(json.RootElement.GetProperty("toRun").GetInt32() > 0);
        Assert.True(json.RootElement.GetProperty("seconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("hvae-repro run Xiao23.Tab", "Xiao23.Table1 Xiao23.Table2 Xiao23.Table3")]
    [InlineData("hvae-repro run Table2 --preset sm", "smoke")]
    [InlineData("hvae-repro run Table2 --executor sl", "Slurm")]
    [InlineData("hvae-repro comp", "compare completion")]
    [InlineData("hvae-repro completion ba", "bash")]
    public void Bash_completes_commands_targets_and_presets(string typed, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "this machine has no /bin/bash");
        File.WriteAllText(program.File("complete.sh"), program.Run("completion", "bash").Output);
        var words = string.Join(' ', typed.Split(' '));
        var script = $"""
            hvae-repro() {'{'} dotnet '{HvaeRepro.Program}' "$@"; {'}'}
            source ./complete.sh
            COMP_LINE='{typed}' COMP_POINT={typed.Length} COMP_WORDS=({words}) COMP_CWORD={typed.Split(' ').Length - 1}
            _hvae_repro
            echo "$(printf '%s\n' "${'{'}COMPREPLY[@]{'}'}" | sort | xargs)"
            """;

        Assert.Equal(expected + "\n", Shell("bash", "-c", script));
    }

    [Fact]
    public void A_terminal_of_80_columns_gets_no_colour_with_NO_COLOR_and_no_line_that_is_too_long()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "this machine has no script");
        var command = $"stty cols 80; dotnet {HvaeRepro.Program} {string.Join(' ', Table2)}";

        var plain = Shell("env", "NO_COLOR=1", "TERM=xterm-256color", "script", "-qec", command, "/dev/null");
        var coloured = Shell("env", "-u", "NO_COLOR", "TERM=xterm-256color", "script", "-qec", command, "/dev/null");

        Assert.Contains("475,811", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[38;5;", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[31m", plain, StringComparison.Ordinal);
        Assert.Contains("\e[", coloured, StringComparison.Ordinal);
        var tables = plain[plain.IndexOf("Xiao23.Table2", StringComparison.Ordinal)..plain.LastIndexOf("jobs:", StringComparison.Ordinal)];
        Assert.All(
            tables.Split('\n').Where(line => !line.Contains('\e', StringComparison.Ordinal)),
            line => Assert.True(line.TrimEnd('\r').Length <= 80, line));
    }

    private string Shell(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("env", command)
        {
            WorkingDirectory = program.Folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
