// Turns what a worker says of an attempt into what is believed of it: a result counts when it verifies.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

internal static class Ending
{
    public static JobEnded Of(Job job, Attempt attempt, ArtifactStore store, double seconds) => attempt switch
    {
        AttemptDone => store.Check(job) switch
        {
            CompleteArtifact complete => new(job, JobEnd.Done, complete.Result, null, seconds),
            DamagedArtifact damaged => new(job, JobEnd.Failed, null, $"its result does not verify: {damaged.Path} {damaged.Problem}", seconds),
            _ => new(job, JobEnd.Failed, null, $"{store.FolderOf(job)} has no result although the job said so", seconds),
        },
        AttemptFailed failed => new(job, JobEnd.Failed, null, failed.Message, seconds),
        _ => new(job, JobEnd.Stopped, null, "stopped", seconds),
    };
}
