// The kinds of fault that the suite injects.

using Faults.Inputs;
using Faults.Kinds;
using Faults.Report;
using Faults.Scale;

namespace Faults;

/// <summary>A row of the table.</summary>
/// <param name="Name">Short name, by which <c>--only</c> selects the kind.</param>
/// <param name="Meaning">What is done and what must hold, as <c>--list</c> prints it.</param>
/// <param name="Run">Runs the cases.</param>
/// <param name="IsInBrief">Whether the short part of the suite has cases of it.</param>
internal sealed record FaultKind(string Name, string Meaning, Action<Tally> Run, bool IsInBrief = true)
{
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("kills, toy sweeps",
            "SIGKILL to workers, parent or all and Ctrl-C at random moments; then records and files equal those of an undisturbed run",
            Kills.OfToySweeps),
        new("kills, real trainings", "the same through hvae-repro at smoke; weights are equal too", Kills.OfTrainings, IsInBrief: false),
        new("kills, rebuild", "damaged records are rebuilt by the command, also when it is killed; the next run has equal records",
            RebuildKills.Run),
        new("records locked", "another process holds or reads records.sqlite: jobs go on, and the run says so; nothing is lost",
            RecordsLocked.Run, IsInBrief: false),
        new("disk full", "artifacts and records on a full disk: a clear message; after making room equal records", Disks.Full),
        new("folder read-only", "artifacts or records that cannot be written: a clear message at once", Disks.ReadOnly),
        new("data lost in mid-run", "the images' file is removed, renamed or cut while workers read it", DataLost.Run, IsInBrief: false),
        new("clock jumps", "the clock is set back or forward by up to years: durations stay true, locks are honoured", ClockJumps.Run),
        new("out of memory", "the kernel kills a worker: named as such", OutOfMemory.Run, IsInBrief: false),
        new("two invocations", "two runs start in one folder at the same moment: one works, the other names it", TwoInvocations.Run,
            IsInBrief: false),
        .. InputReader.All.Select(reader => new FaultKind(
            $"input: {reader.Name}", "mutated inputs: the reader's own error or a result, within 1 s and twice the memory of a valid input",
            tally => Fuzzing.Run(reader, tally))),
        new("scale", "plan, why, status and ingestion of 100,000 jobs: each under 10 s on two cores of its own, and 500 MB",
            ScaleCheck.Run),
    ];
}
