// The help: what System.CommandLine writes, then examples and exit codes.

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Adds examples and exit codes to the help of the program.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private static readonly (string Line, string Meaning)[] Examples =
    [
        ("hvae-repro run Xiao23.Figure8", "minutes on two cores"),
        ("hvae-repro run Figure8 --preset reference --workers 8", "all images; committed results need no training"),
        ("hvae-repro run All --preset smoke --offline", "everything, small, on generated images"),
        ("hvae-repro run Figure8 --preset paper --executor slurm", "on a cluster; see docs/slurm.md"),
        ("hvae-repro attach", "watch what was submitted to a cluster"),
        ("hvae-repro run Xiao23.Figure8 --dry-run", "how much would run, and for how long"),
        ("hvae-repro why Xiao23.Figure8", "what would run, and why"),
        ("hvae-repro run Xiao23.Figure8 --accept-code", "after a change of code that changes no number"),
        ("hvae-repro status --json", "how much of each target is done, for a machine"),
        ("hvae-repro report --preset smoke", "a page and a Markdown text of all results"),
        ("hvae-repro export Figure8 --format latex --out paper", "tables and claims for a paper"),
        ("hvae-repro clean --unreferenced --older-than 30d --yes", "delete results of jobs that nothing refers to"),
        ("hvae-repro rebuild", "new records from the artifacts, if the file is damaged"),
        ("hvae-repro claims B4", "a verdict in full, with the way to the results behind it"),
        ("hvae-repro records --metric rate_z2 --where beta2=1", "numbers of all models, without SQL"),
        ("hvae-repro compare results/old results/new", "what moved, and why; exit code 4 if anything did"),
        ("hvae-repro doctor", "what this machine lacks, and how to get it"),
    ];

    private readonly HelpAction help = new();

    /// <summary>`run --help` asks for help, so a missing target is no error.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not RootCommand) return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var (line, meaning) in Examples) output.WriteLine($"  {line,-58} {meaning}");
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var (number, meaning) in ExitCode.Meanings) output.WriteLine($"  {number,3}  {meaning}");
        return code;
    }
}

/// <summary>Finds mistyped options and commands.</summary>
internal static class Mistyped
{
    /// <summary>
    /// Returns a sentence with the nearest name for the first word that looks like an option or a command but is none; null when there is
    /// no such word. The parser takes such a word for an argument, e.g. for the target.
    /// </summary>
    public static string? Option(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)
            .FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal));
        if (unknown is not null)
        {
            var name = unknown.Split('=')[0];
            return $"There is no option '{name}'."
                + NearestNames.Suggest(name, command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        }

        return command is RootCommand && parsed.UnmatchedTokens.Count > 0
            ? $"There is no command '{parsed.UnmatchedTokens[0]}'."
                + NearestNames.Suggest(
                    parsed.UnmatchedTokens[0], command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name))
            : null;
    }
}

/// <summary>Exit codes of hvae-repro, which are listed in its help and never renumbered.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int InternalError = 1;
    public const int WrongUsage = 2;
    public const int JobsFailed = 3;
    public const int CheckFailed = 4;
    public const int SomethingMissing = 5;
    public const int ClaimFailed = 6;
    public const int Interrupted = 130;

    /// <summary>Exit codes with their meanings, for the help.</summary>
    public static readonly IReadOnlyList<(int Code, string Meaning)> Meanings =
    [
        (Success, "success"),
        (InternalError, "an internal error; please report it"),
        (WrongUsage, "an unknown command, option, target or preset, or a wrong value"),
        (JobsFailed, "some jobs failed; the others are done and kept"),
        (CheckFailed, "everything ran, but a check did not pass, or `compare` found that something moved"),
        (SomethingMissing, "something is missing or cannot be written: data, a library, records; the message says what to do"),
        (ClaimFailed, "everything ran, but a claim fails (run --fail-on-claims)"),
        (Interrupted, "interrupted; the same command continues where it stopped"),
    ];
}
