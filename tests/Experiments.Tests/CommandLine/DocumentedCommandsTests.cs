// Every command in the README, in CONTRIBUTING and in the pages of docs is one that the program or the build understands.

using System.Text.RegularExpressions;
using Experiments.CommandLine;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed partial class DocumentedCommandsTests
{
    internal static readonly string Root = FindRoot();

    private static readonly string[] Targets = [.. Session.TargetNames()];

    /// <summary>Words that stand for what a reader puts there, and an example of each.</summary>
    private static readonly (string Placeholder, string Example)[] Placeholders =
    [
        ("<Paper>.<Name>", "Xiao23.Figure8"), ("TARGET", "Xiao23.Figure8"), ("[ID]", ""), ("ID", "1"), ("KIND", "scale"), ("…", ""),
    ];

    public static TheoryData<string, string> Commands() => [.. Documented().Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_documented_command_exists(string page, string command)
    {
        var words = Words(command);
        var problem = words switch
        {
            ["dotnet", "cake", .. var rest] => OfCake(rest),
            ["hvae-repro" or "./hvae-repro", .. var rest] => OfProgram(rest),
            ["dotnet", var program, .. var rest] when program.EndsWith("hvae-repro.dll", StringComparison.Ordinal) => OfProgram(rest),
            _ => null,
        };

        Assert.True(problem is null, $"{page}: {command}\n{problem}");
    }

    [Fact]
    public void Commands_are_found_on_all_kinds_of_pages()
    {
        var pages = Documented().Select(each => each.Page).ToHashSet(StringComparer.Ordinal);

        foreach (var page in new[] { "README.md", "CONTRIBUTING.md", "docs/presets.md", "docs/slurm.md", "docs/decisions/0009-faults.md" })
            Assert.Contains(page, pages);
    }

    [Theory]
    [InlineData("dotnet cake --target=Tset")]
    [InlineData("dotnet cake --target=Xiao23.Figure8 --prset=smoke")]
    [InlineData("dotnet cake --target=Format --fxi")]
    [InlineData("hvae-repro run Figur8")]
    [InlineData("hvae-repro run Figure8 --preset quik")]
    [InlineData("hvae-repro clean --unrefrenced")]
    public void A_command_that_does_not_exist_is_noticed(string command) =>
        Assert.ThrowsAny<Exception>(() => A_documented_command_exists("a page", command));

    /// <summary>Those that only read run for real, in a folder of their own.</summary>
    [Fact]
    public void Cheap_commands_of_the_pages_succeed()
    {
        string[] cheap = ["list", "doctor", "completion", "--help"];
        var commands = Documented().Select(each => Words(each.Command))
            .Where(words => words is ["hvae-repro" or "./hvae-repro", var name, ..] && cheap.Contains(name) && !words.Contains("--data"))
            .Select(words => string.Join(' ', words.Skip(1))).Distinct(StringComparer.Ordinal).ToArray();
        using var program = new HvaeRepro();

        Assert.True(commands.Length >= 3, string.Join(", ", commands));
        Assert.All(commands, command =>
        {
            var answer = program.Run(command.Split(' '));
            Assert.True(answer.ExitCode == 0 && answer.Output.Length > 0, $"{command}: {answer.Error}");
        });
    }

    private static string? OfProgram(string[] arguments)
    {
        var root = Experiments.CommandLine.Commands.Root();
        if (arguments is [var only] && root.Subcommands.Any(command => command.Name == only)) return null; // A page names the command.
        var parsed = root.Parse(arguments);
        if (Mistyped.Option(parsed) is { } mistyped) return mistyped;
        if (arguments.Contains("--help")) return null;
        if (parsed.Errors.Count > 0) return parsed.Errors[0].Message;
        if (arguments is ["run" or "why" or "status", [not '-', ..] target, ..] && !IsTarget(target)) return $"no target {target}";
        var preset = parsed.GetValue(Options.Preset);
        var isOurs = preset is null || Experiments.Presets.Preset.Folder.Names().Contains(preset);
        return isOurs || preset!.EndsWith(".json", StringComparison.Ordinal) ? null : $"no preset {preset}";
    }

    private static string? OfCake(string[] arguments)
    {
        if (arguments.FirstOrDefault(word => word.StartsWith("--target=", StringComparison.Ordinal)) is not { } target) return null;
        var name = target["--target=".Length..];
        string[] options = [.. arguments.Where(word => word != target)];
        if (IsTarget(name)) return OfProgram(["run", name, .. options]);
        var scripts = Directory.GetFiles(Path.Combine(Root, "build"), "*.cake").Select(File.ReadAllText).ToArray();
        if (!scripts.Any(script => script.Contains($"Task(\"{name}\")", StringComparison.Ordinal))) return $"no target {name}";
        if (name == "Clean" && options.Length > 0) return OfProgram(["clean", .. options.Where(option => option != "--artifacts")]);
        var sources = string.Concat(scripts.Concat(new[] { "Faults", "Benchmarks" }
            .Select(project => File.ReadAllText(Path.Combine(Root, "tests", project, "Program.cs")))));
        var unknown = options.Select(option => option.Split('=')[0]).FirstOrDefault(option =>
            !sources.Contains($"\"{option}\"", StringComparison.Ordinal)
            && !sources.Contains($"\"{option[2..]}\"", StringComparison.Ordinal));
        return unknown is null ? null : $"no option {unknown} of {name}";
    }

    private static bool IsTarget(string name) => Targets.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the lines of fenced blocks and the spans of code that are commands of ours.</summary>
    private static IEnumerable<(string Page, string Command)> Documented()
    {
        var pages = new[] { "README.md", "CONTRIBUTING.md", "results/README.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')));
        return
            from page in pages
            from text in TextsOf(File.ReadAllText(Path.Combine(Root, page)))
            from command in text.Split("&&", StringSplitOptions.TrimEntries)
            let bare = Variables().Replace(command, "")
            where Ours().IsMatch(bare)
            select (page, bare);
    }

    private static IEnumerable<string> TextsOf(string page)
    {
        var parts = page.Split("```");
        foreach (var (at, part) in parts.Index())
        {
            if (at % 2 == 1)
                foreach (var line in part.Split('\n').Skip(1))
                    yield return line.Trim().TrimStart('$', ' ').Split([" #", " > "], default)[0].TrimEnd();
            else
                foreach (Match span in Span().Matches(part)) yield return span.Groups["code"].Value;
        }
    }

    private static string[] Words(string command)
    {
        foreach (var (placeholder, example) in Placeholders) command = command.Replace(placeholder, example, StringComparison.Ordinal);
        return command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HvaeRepro.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(
        @"^(\./)?hvae-repro \S|^dotnet cake\b|^dotnet \S*hvae-repro\.dll ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"^([A-Za-z_]+=\S+ )+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variables();

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();
}
