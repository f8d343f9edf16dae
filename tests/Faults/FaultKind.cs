// The kinds of fault that the suite injects, in the order of its table.

using Faults.Inputs;
using Faults.Kinds;
using Faults.Report;
using Faults.Scale;

namespace Faults;

/// <summary>One row of the table.</summary>
/// <param name="Name">Short.</param>
/// <param name="Meaning">What is done, and what must hold.</param>
/// <param name="Run">Runs the cases.</param>
/// <param name="IsInBrief">Whether the short part has cases of it.</param>
internal sealed record FaultKind(string Name, string Meaning, Action<Tally> Run, bool IsInBrief = true)
{
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("kills, toy sweeps",
            "SIGKILL to workers, parent or all at random moments; then records and files equal the uninterrupted ones bit for bit",
            ToyKills.Run),
        new("interrupts, toy sweeps", "Ctrl-C at random moments: checkpoints, the hint how to go on, and equal records afterwards",
            Interrupts.Run),
        new("kills, real trainings", "the same through hvae-repro at smoke; weights are equal too", RealKills.Run, IsInBrief: false),
        new("damage, real artifacts", "results, weights and checkpoints of trainings cut or bit-flipped: detected, named, redone",
            RealDamage.Run, IsInBrief: false),
        new("kills, rebuild", "damaged records are made anew by the command, also when it is killed; the next run has equal records",
            RebuildKills.Run),
        new("records locked", "another process holds records.sqlite: waited for, then a clear message; nothing lost", RecordsLocked.Run,
            IsInBrief: false),
        new("disk full", "artifacts and records on a full disk: a clear message; after making room equal records", DiskFull.Run),
        new("folder read-only", "artifacts or records that cannot be written: a clear message at once", ReadOnlyFolders.Run),
        new("data lost in mid-run", "the images' file removed, renamed or cut while workers read it", DataLost.Run, IsInBrief: false),
        new("clock jumps", "the clock set back or forward by up to years: durations stay true, locks are honoured", ClockJumps.Run),
        new("workers that hang", "waits for ever, computes for ever, stands still: killed, tried again, named", Hangs.Run,
            IsInBrief: false),
        new("out of memory", "OutOfMemoryException and the kernel's own kill: named as such", OutOfMemory.Run, IsInBrief: false),
        new("two invocations", "started on one folder at the same moment: one works, the other says who does", TwoInvocations.Run,
            IsInBrief: false),
        .. ReaderCatalogue.All.Select(
            reader => new FaultKind($"input: {reader.Name}",
            "mutated inputs: the reader's own error or a result, within 1 s and twice the honest memory", tally =>
            Fuzzing.Run(reader, tally))),
        new("scale", "plan, why, status and ingestion of 100,000 jobs: each under 10 s on two cores of its own, and 500 MB",
            ScaleCheck.Run),
    ];
}
