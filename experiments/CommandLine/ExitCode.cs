// The exit codes of hvae-repro; listed in its help and never renumbered.

namespace Experiments.CommandLine;

internal static class ExitCode
{
    public const int Success = 0;
    public const int InternalError = 1;
    public const int WrongUsage = 2;
    public const int JobsFailed = 3;
    public const int CheckFailed = 4;
    public const int SomethingMissing = 5;
    public const int Interrupted = 130;

    /// <summary>For the help.</summary>
    public static readonly IReadOnlyList<(int Code, string Meaning)> Meanings =
    [
        (Success, "all is well"),
        (InternalError, "an internal error; please report it"),
        (WrongUsage, "an unknown command, option, target or preset, or a wrong value"),
        (JobsFailed, "some jobs failed; the others are done and kept"),
        (CheckFailed, "everything ran, but a check did not pass"),
        (SomethingMissing, "data, a library or a program is missing; the message says how to get it"),
        (Interrupted, "interrupted; the same command goes on where it stopped"),
    ];
}
