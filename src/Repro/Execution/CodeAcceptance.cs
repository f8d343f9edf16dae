// Keeps results across a change of the code that the user knows to be harmless.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Implements <c>--accept-code</c>.</summary>
internal static class CodeAcceptance
{
    /// <summary>
    /// Gives each job without an artifact a copy of the newest result that earlier code has computed for it from the same inputs. The copy
    /// says so (<see cref="ResultRecord.Accepted"/>); what it was copied from stays.
    /// </summary>
    /// <param name="plan">Jobs of the run.</param>
    /// <param name="store">Store of the artifacts, which the caller has locked.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The results that were kept.</returns>
    public static IReadOnlyList<ResultRecord> Keep(Plan plan, ArtifactStore store, TimeProvider time)
    {
        var earlier = new EarlierResults(store);
        var results = new Dictionary<string, ResultRecord>();
        var kept = new List<ResultRecord>();
        foreach (var job in plan.Jobs)
        {
            var check = store.Find(job);
            if (check is CompleteArtifact whole) results[job.Key] = whole.Result;
            if (check is MissingArtifact && earlier.Of(job).FirstOrDefault(each => IsOfInputs(each, job, results)) is { } found)
                kept.Add(results[job.Key] = Copy(found, job, store, time));
        }

        return kept;
    }

    /// <summary>Whether the inputs of a result are those of the job, or results from which those were kept.</summary>
    private static bool IsOfInputs(EarlierResult found, Job job, IReadOnlyDictionary<string, ResultRecord> results) =>
        found.Inputs.Count == job.Inputs.Count && found.Inputs.Zip(job.Inputs, (key, input) =>
            results.TryGetValue(input.Key, out var result) && (key == input.Key || result.Accepted?.Keys.Contains(key) == true))
                .All(same => same);

    private static ResultRecord Copy(EarlierResult found, Job job, ArtifactStore store, TimeProvider time)
    {
        var order = JobOrder.Of(new(job, new Forced(), null), store);
        using var held = JobFolderLock.Take(order.Folder, time, CancellationToken.None);
        JobFolder.Prepare(order);
        if (found.LeftOut is not null) store.Restore([(job.Kind, found.Result.Key)]);
        var leftOut = found.LeftOut ?? [];
        var files = found.Result.Files.Keys.Except([ArtifactStore.ConfigurationFile, .. leftOut]).ToList();
        foreach (var file in files)
        {
            var to = Path.Combine(order.Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(found.Folder, file), to);
        }

        if (found.LeftOut is not null)
            File.Copy(
                Path.Combine(found.Folder, CommittedResult.LeftOutFile), Path.Combine(order.Folder, CommittedResult.LeftOutFile), true);
        var hashes = JobOutputCheck.HashFiles(order.Folder, [ArtifactStore.ConfigurationFile, .. files]);
        return ResultFile.Write(order.Folder, found.Result with
        {
            Key = job.Key,
            Label = job.Label,
            Files = hashes.Concat(found.Result.Files.Where(file => leftOut.Contains(file.Key))).ToDictionary(),
            Accepted = new([found.Result.Key, .. found.Result.Accepted?.Keys ?? []], Changes(found, job.Sources.Files)),
        });
    }

    /// <summary>Returns the sources that differ from those that computed the result, which may have been kept before.</summary>
    private static IReadOnlyList<AcceptedFile> Changes(EarlierResult found, IReadOnlyDictionary<string, string> now)
    {
        var computed = new Dictionary<string, string>(found.Sources);
        foreach (var file in found.Result.Accepted?.Files ?? [])
        {
            if (file.Was is null) computed.Remove(file.File);
            else computed[file.File] = file.Was;
        }

        return
        [
            .. Sources.Differences(computed, now)
                .Select(file => new AcceptedFile(file, computed.GetValueOrDefault(file), now.GetValueOrDefault(file))),
        ];
    }
}
