// Tells a controller that is busy or away for a moment from one that says no.

namespace Repro.Execution.Slurm;

internal static class Busy
{
    /// <summary>What Slurm's commands say (slurm_errno.c) when the same question may be answered later.</summary>
    private static readonly string[] Texts =
    [
        "Socket timed out", "Unable to contact slurm controller", "Connection refused", "Connection timed out", "Resource temporarily unavailable",
        "temporarily unable to accept job", "Transport endpoint is not connected", "Zero Bytes were transmitted", "Protocol authentication error",
        "Connection reset", "Slurm backup controller in standby mode", "Unable to contact slurmctld",
    ];

    public static bool Is(CommandAnswer answer) =>
        answer.ExitCode != 0 && Texts.Any(text => answer.Error.Contains(text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Pauses that double from one second to a minute.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private TimeSpan next = TimeSpan.FromSeconds(1);

    public TimeSpan Next()
    {
        var now = next;
        next = now + now < Longest ? now + now : Longest;
        return now;
    }
}
