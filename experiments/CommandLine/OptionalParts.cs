// What only some targets need: weights that others have published.

using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;

namespace Experiments.CommandLine;

/// <summary>Part of the doctor's report: a missing one is a note.</summary>
internal static class OptionalParts
{
    /// <summary>Of the FID and of LPIPS.</summary>
    public static Finding PublishedWeights(Settings settings)
    {
        var folder = new PretrainedFolder(settings.Data);
        string[] found =
        [
            .. folder.Has(InceptionFeatures.Weights) ? ["FID"] : Array.Empty<string>(),
            .. LpipsNetwork.All.Where(network => network.IsIn(folder)).Select(network => $"LPIPS ({network.Name})"),
        ];
        return found.Length > 0
            ? new("published weights", FindingState.Good, string.Join(", ", found))
            : new("published weights", FindingState.Note, $"none in {Path.GetFullPath(folder.Path)}",
                "docs/perceptual.md names them; without them no FID and no LPIPS");
    }
}
