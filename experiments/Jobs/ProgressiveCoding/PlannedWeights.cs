// Published weights belong to a job's identity by their hash: a worker uses no others than the plan saw.

using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Compares the weights on this machine with those that a job was planned with.</summary>
internal static class PlannedWeights
{
    /// <summary>Does nothing when the file is the planned one.</summary>
    /// <param name="folder">Where weights lie.</param>
    /// <param name="weights">Which.</param>
    /// <param name="sha256">From the job's configuration.</param>
    /// <exception cref="JobFailedException">It is missing, or another one.</exception>
    public static void Require(PretrainedFolder folder, PublishedWeights weights, string? sha256)
    {
        var found = folder.Has(weights) ? folder.Sha256Of(weights) : null;
        if (string.Equals(found, sha256, StringComparison.Ordinal)) return;
        throw new JobFailedException(
            $"The {weights.Title} in {folder.Path} {(found is null ? "are gone" : $"have the hash {found}")}, but the job was planned with {sha256}. Run the target again: it plans with what is there.");
    }
}
