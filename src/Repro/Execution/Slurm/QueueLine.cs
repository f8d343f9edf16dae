// What squeue and sacct say of a task.

using System.Globalization;

namespace Repro.Execution.Slurm;

/// <summary>One task in squeue's answer.</summary>
/// <param name="ArrayJobId">The array's number.</param>
/// <param name="Task">The index in the array.</param>
/// <param name="JobName">The array's name.</param>
/// <param name="State">E.g. <c>PENDING</c>.</param>
/// <param name="Reason">Why it is pending.</param>
public sealed record QueueLine(string ArrayJobId, int Task, string JobName, string State, string Reason)
{
    /// <summary>The fields that <see cref="TryParse"/> expects; the last may contain anything.</summary>
    public const string Format = "%F|%K|%j|%T|%r";

    private static readonly HashSet<string> Over =
        ["COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "PREEMPTED", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "REVOKED", "LAUNCH_FAILED", "RECONFIG_FAIL"];

    /// <summary>Whether it will not run any more. States that are not known count as alive: a task that is gone is noticed anyway.</summary>
    public bool IsOver => Over.Contains(State);

    /// <summary>Whether it is at work.</summary>
    public bool Runs => State is "RUNNING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT";

    /// <summary>Whether it will not start unless somebody releases it, e.g. after Slurm could not launch it several times.</summary>
    public bool IsHeld => State is "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD"
        || State == "PENDING" && (Reason is "JobHeldUser" or "JobHeldAdmin" or "JobHoldMaxRequeue" || Reason.Contains("held", StringComparison.OrdinalIgnoreCase));

    /// <summary>Null when the line is no task of an array.</summary>
    public static QueueLine? TryParse(string line)
    {
        var fields = line.Trim().Split('|', 5);
        return fields.Length == 5 && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var task)
            ? new(fields[0], task, fields[2], fields[3], fields[4])
            : null;
    }
}

internal static class AccountingLines
{
    /// <summary>Lines such as "123_4|NODE_FAIL" or "123_5|CANCELLED by 1000"; of a state only the first word is kept.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string output)
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fields in output.Split('\n').Select(line => line.Trim().Split('|')).Where(fields => fields is [_, { Length: > 0 }, ..]))
            states[fields[0]] = fields[1].Split(' ')[0]; // After a requeue there are several lines; the last is the latest.
        return states;
    }
}
