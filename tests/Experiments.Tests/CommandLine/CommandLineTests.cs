// What one types and what one gets: help, lists, errors with remedies, stable exit codes, JSON.

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Experiments.CommandLine;
using Repro.Execution;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class CommandLineTests : IDisposable
{
    private readonly HvaeRepro program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void Help_shows_commands_examples_and_exit_codes()
    {
        var answer = program.Run("--help");

        Assert.Equal(0, answer.ExitCode);
        foreach (var expected in new[] { "run", "list", "status", "why", "doctor", "attach", "cancel", "export", "clean",
            "completion", "Examples:", "hvae-repro run Xiao23.Figure8", "Exit codes:", "130" })
            Assert.Contains(expected, answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("worker ", answer.Output.Split("Examples:")[0], StringComparison.Ordinal);
        Assert.All(answer.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 140));
    }

    [Fact]
    public void Help_of_a_command_shows_its_options()
    {
        var answer = program.Run("run", "--help");

        Assert.Equal(0, answer.ExitCode);
        foreach (var option in new[] { "--preset", "--data", "--offline", "--workers", "--device", "--executor", "--slurm", "--force" })
            Assert.Contains(option, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_not_there_is_said_before_anything_runs()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "this machine has a CUDA device");
        var answer = program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--device", "cuda");

        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("--device cpu", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_named_with_the_remedy()
    {
        File.WriteAllText(program.File("occupied"), "");

        foreach (var option in new[] { "--artifacts", "--results" })
        {
            var answer = program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--offline", option, "occupied");
            Assert.Equal(5, answer.ExitCode);
            Assert.Contains(option, answer.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing", "is not there")]
    [InlineData("occupied", "is not a folder but a file")]
    public void A_data_folder_that_is_named_must_be_there(string name, string problem)
    {
        File.WriteAllText(program.File("occupied"), "");

        var byOption = program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--offline", "--data", name);
        program.Variables["HVAE_DATA"] = name;
        var byVariable = program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--offline");
        var standIns = program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--stand-ins");

        foreach (var answer in new[] { byOption, byVariable })
        {
            Assert.Equal(5, answer.ExitCode);
            Assert.Contains($"The data folder {name} {problem}.", answer.Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, standIns.ExitCode);
    }

    [Fact]
    public void A_leading_tilde_is_the_home_folder()
    {
        program.Variables["HOME"] = program.File("home");
        program.Variables["HVAE_DATA"] = "~/images";
        Directory.CreateDirectory(program.File("home/images"));

        var answer = program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--offline", "--artifacts=~/art");

        Assert.Equal(0, answer.ExitCode);
        Assert.True(Directory.Exists(program.File("home/art/images")));
        Assert.False(Directory.Exists(program.File("~")));
    }

    [Fact]
    public void The_example_of_a_preset_in_the_docs_runs()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "presets.md"));
        File.WriteAllText(program.File("first-look.json"), page.Split("```json\n")[1].Split("```")[0]);

        var answer = program.Run("run", "Xiao23.Figure8", "--preset", "./first-look.json", "--offline");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            "4", Records.Value(program.File("results/first-look/records.sqlite"), "SELECT count(*) FROM jobs WHERE kind = 'train'"));
    }

    [Theory]
    [InlineData("Figur8", "Figure8")]
    [InlineData("xiao23.tabel2", "Xiao23.Table2")]
    [InlineData("Fidelty", "Fidelity")]
    public void A_mistyped_target_gets_the_nearest_name(string typed, string meant)
    {
        var answer = program.Run("run", typed, "--offline");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains($"Unknown target '{typed}'", answer.Error, StringComparison.Ordinal);
        Assert.Contains(meant, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "Xiao23.Table2", "--preset", "quik")]
    [InlineData("run", "Xiao23.Table2", "--preset", "./quik.json")]
    [InlineData("run", "Xiao23.Table2", "--no-such-option")]
    [InlineData("run", "Xiao23.Table2", "--workers", "0")]
    [InlineData("run", "Xiao23.Table2", "--workers", "many")]
    [InlineData("run", "Xiao23.Table2", "--checkpoint-every", "1e300")]
    [InlineData("run", "Xiao23.Table2", "--device", "tpu")]
    [InlineData("run")]
    [InlineData("no-such-command")]
    public void Wrong_usage_says_what_is_wrong_and_exits_with_two(params string[] arguments)
    {
        var answer = program.Run(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.NotEmpty(answer.Error);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--prest'. Did you mean '--preset'?", "run", "Xiao23.Table2", "--prest", "smoke")]
    [InlineData("There is no option '--wrokers'. Did you mean '--workers'?", "run", "--wrokers=2", "Xiao23.Table2")]
    [InlineData("There is no option '--artefacts'. Did you mean '--artifacts'?", "clean", "--artefacts=here")]
    [InlineData("There is no option '--jsn'. Did you mean '--json'?", "list", "--jsn")]
    [InlineData("There is no option '--foramt'. Did you mean '--format'?", "export", "--foramt", "csv")]
    [InlineData("There is no option '--artefacts'. Did you mean '--artifacts'?", "cancel", "--artefacts", "x")]
    [InlineData("There is no command 'rnu'. Did you mean 'run'?", "rnu", "Xiao23.Table2")]
    public void A_mistyped_option_or_command_gets_the_nearest_name(string expected, params string[] arguments)
    {
        var answer = program.Run(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    /// <summary>A proxy that must not be asked stands for the network.</summary>
    [Theory]
    [InlineData("why", "Xiao23.Figure8", "--preset", "smoke")]
    [InlineData("status", "Xiao23.Figure8", "--preset", "smoke")]
    [InlineData("list")]
    [InlineData("doctor")]
    public void Only_run_touches_the_network_and_notices_go_to_standard_error(params string[] arguments)
    {
        using var network = new TcpListener(IPAddress.Loopback, 0);
        network.Start();
        foreach (var variable in new[] { "http_proxy", "https_proxy", "all_proxy" })
            program.Variables[variable] = $"http://127.0.0.1:{((IPEndPoint)network.LocalEndpoint).Port}";

        var answer = program.Run(arguments);

        Assert.False(network.Pending());
        Assert.DoesNotContain("STAND-IN", answer.Output, StringComparison.Ordinal);
        if (arguments.Length > 1) Assert.Contains("USING THE STAND-IN", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_run_that_is_interrupted_before_its_first_job_says_how_to_go_on(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this system has no named pipes");
        Assert.SkipWhen(signal == "INT" && IsInterruptIgnored(), "these tests run in the background, where Ctrl+C is ignored");
        var preset = program.File("mine.json");
        System.Diagnostics.Process.Start("mkfifo", [preset]).WaitForExit();
        using var run = program.Start("run", "Xiao23.Table2", "--preset", preset, "--offline");
        var (output, error) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());

        // The pipe opens when the run reads it, and the run goes on when it is closed.
        using (var pipe = new StreamWriter(new FileStream(preset, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)))
        {
            System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{run.Id}"]).WaitForExit();
            pipe.Write("""{ "inherits": "smoke" }""");
        }

        await run.WaitForExitAsync();
        Assert.Equal((130, 2), (run.ExitCode, (await error).Split(RunResult.Interrupted).Length));
        Assert.DoesNotContain("interrupted", await output);
        Assert.Equal("Cancelled", Records.Value(program.File("results/mine/records.sqlite"), "SELECT status FROM run_ends"));
    }

    /// <summary>A process inherits that SIGINT is ignored, e.g. from a shell's &amp;, and .NET keeps it so.</summary>
    private static bool IsInterruptIgnored() => File.ReadLines("/proc/self/status").Any(line =>
        line.StartsWith("SigIgn:", StringComparison.Ordinal) && (Convert.ToUInt64(line[7..].Trim(), 16) & 0b10) != 0);

    [Fact]
    public void A_closed_standard_output_is_no_error()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "this machine has no /bin/sh");
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "/bin/sh", ["-c", $"exec dotnet '{HvaeRepro.Program}' run Xiao23.Table2 --preset smoke --offline >&- 2>err"])
            {
                WorkingDirectory = program.Folder,
            })!;
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        Assert.DoesNotContain("error", File.ReadAllText(program.File("err")), StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(program.File("results/smoke/Xiao23.Table2.csv")));
    }

    [Fact]
    public void Results_go_to_the_checkout_of_the_program_or_else_to_the_current_folder_with_a_notice()
    {
        Directory.CreateDirectory(program.File("experiments/bin/Release/net10.0"));
        Assert.Null(Options.CheckoutOf(program.File("experiments/bin/Release/net10.0/")));
        File.WriteAllText(program.File("experiments/Experiments.csproj"), "");
        Assert.Equal(program.Folder, Options.CheckoutOf(program.File("experiments/bin/Release/net10.0/")));

        var answer = program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--offline", "--artifacts", "a");

        Assert.Contains($"results are in {program.Folder}, because", answer.Error, StringComparison.Ordinal);
        Assert.Contains("Name others by --results.", answer.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(program.File("results/smoke/Xiao23.Table2.csv")));
    }

    [Fact]
    public void More_threads_than_cores_are_noticed_and_used()
    {
        string[] command = ["run", "Xiao23.Table2", "--preset", "smoke", "--offline", "--artifacts", "a", "--threads"];
        var cores = Environment.ProcessorCount;

        var few = program.Run([.. command, $"{cores}"]);
        var many = program.Run([.. command, $"{cores + 1}"]);

        Assert.DoesNotContain("cores of this machine", few.Error, StringComparison.Ordinal);
        Assert.Contains($"--threads {cores + 1} is more than the {cores} cores", many.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, many.ExitCode);
    }

    /// <summary>In the order in which they are listed.</summary>
    private static readonly string[] Targets =
        [.. Enumerable.Range(1, 10).Select(number => $"Xiao23.Figure{number}"), "Xiao23.Table1", "Xiao23.Table2", "Xiao23.Table3",
            "Xiao23.AccuracyBound", "Xiao23.Verdicts", "Shu22.Table1", "Shu22.Figure1", "Shu22.RateDistortion",
            "Shu22.SampleQuality", "Shu22.Perceptual", "Fidelity", "Verify", "Calibration"];

    [Fact]
    public void List_names_targets_and_presets_for_people_and_machines()
    {
        var people = program.Run("list").Output;
        using var machine = JsonDocument.Parse(program.Run("list", "--json").Output);

        foreach (var name in Targets.Concat(["smoke", "quick", "reference", "long", "paper"]))
            Assert.Contains(name, people, StringComparison.Ordinal);
        Assert.Equal(
            Targets,
            machine.RootElement.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("name").GetString()));
    }

    [Fact]
    public void A_program_that_lacks_libtorch_says_so_in_one_line()
    {
        var folder = Path.GetDirectoryName(HvaeRepro.Program)!;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("torch_cpu", StringComparison.Ordinal)))
        {
            var copy = program.File(Path.Combine("program", Path.GetRelativePath(folder, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var answer = program.RunIn(
            program.File("program/hvae-repro.dll"), ["run", "Xiao23.Figure8", "--preset", "smoke", "--stand-ins", "--device", "cuda"]);

        Assert.EndsWith(
            "\nlibtorch cannot be loaded: this program was built for the libtorch of a PyTorch; name that in LD_LIBRARY_PATH "
            + "(docs/libtorch.md).\n", answer.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.SomethingMissing, answer.ExitCode);
    }

    [Fact]
    public void Doctor_finds_what_the_figures_and_tensors_need()
    {
        using var findings = JsonDocument.Parse(program.Run("doctor", "--json").Output);
        var byName = findings.RootElement.EnumerateArray()
            .ToDictionary(finding => finding.GetProperty("name").GetString()!, StringComparer.Ordinal);

        Assert.StartsWith("ScottPlot 5.", byName["figures"].GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Equal("good", byName["tensors: LibTorchSharp"].GetProperty("state").GetString());
        Assert.Contains("tensors: libtorch", byName.Keys);
        Assert.StartsWith("right", byName["tensors: convolutions"].GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Contains("bf16", byName.Keys);
        Assert.All(
            byName.Values.Where(finding => finding.GetProperty("state").GetString() == "missing"),
            finding => Assert.NotEmpty(finding.GetProperty("remedy").GetString()!));
    }

    [Fact]
    public void Fidelity_without_the_real_data_says_how_to_name_them()
    {
        var answer = program.Run("run", "Fidelity", "--offline");

        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("HVAE_DATA", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_and_status_tell_what_would_run_without_running_it()
    {
        using var status = JsonDocument.Parse(program.Run("status", "Xiao23.Figure8", "--preset", "smoke", "--offline", "--json").Output);
        var why = program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--offline").Output;

        Assert.Equal(37, status.RootElement[0].GetProperty("to_do").GetInt32());
        Assert.Equal(36, why.Split('\n').Count(line => line.Contains("GHVAE mnist-standin", StringComparison.Ordinal)));
        Assert.Contains("has not been run", why, StringComparison.Ordinal);
        Assert.False(Directory.Exists(program.File("results")));
    }
}
