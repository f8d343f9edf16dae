// Samples and reconstructions of three chosen models, GHVAE on SVHN (Xiao & Bamler, Figure 4).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 4; which models is decided by <see cref="ChosenModels"/>, since the paper does not print their betas.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure4(DataCatalog catalog)
    : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers | Measurements.Pictures))
{
    private const int ImagesInARow = 6;
    private const int RowsOfSamples = 4;

    /// <inheritdoc/>
    public override string Description => "Samples and reconstructions of three chosen models, GHVAE on SVHN (Xiao & Bamler, Figure 4).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var chosen = ChosenModels.Of(report.Sweep.Cells);
        var painted = Painted(chosen, plan, results).ToArray();
        return new()
        {
            Figures = painted.Length == 0
                ? []
                : [
                    report.Figure(
                        "What three models paint",
                        [.. painted.Select(Samples), .. painted.Select(Reconstructions)],
                        perRow: painted.Length,
                        "Models: 1 has the best PSNR, 2 the best inception score, 3 the best accuracy of an RBF SVM on z₂. Above: samples, means of p(x|z₁). "
                        + "Below: test images over their reconstructions by modes; scores are of all images." + chosen?.Coincidence),
                ],
            Tables = [report.Models()],
            Claims = [ClaimB11.Decide(report.Sweep)],
            Notes = painted.Length == chosen?.Distinct.Count ? []
                : ["Not all three models could be chosen or painted; `hvae-repro status Xiao23.Figure4` tells what is missing."],
        };
    }

    /// <summary>The models' pictures; models that coincide are shown once.</summary>
    private static IEnumerable<Painting> Painted(ChosenModels? chosen, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        foreach (var (numbers, cell) in chosen?.Distinct ?? [])
        {
            var job = plan.Jobs.First(job => job.Kind == PicturesJob.KindName && PicturesJob.BetasOf(job) == cell.Betas);
            if (results.TryGetValue(job.Key, out var result))
                yield return new(
                    $"Model{(numbers.Length > 1 ? "s" : "")} {numbers} (β₂={cell.Betas.Beta2:G3}, β₁={cell.Betas.Beta1:G3})", cell,
                    PicturesJob.Read(result));
        }
    }

    private static ImagePanel Samples(Painting model) => new()
    {
        Title = $"{model.Name}: samples, inception score {model.Cell.Mean(MetricNames.InceptionScore):F2}",
        Rows = [.. model.Pictures.Samples.Take(ImagesInARow * RowsOfSamples).Chunk(ImagesInARow)],
    };

    private static ImagePanel Reconstructions(Painting model) => new()
    {
        Title = $"{model.Name}: reconstructions, PSNR {model.Cell.Mean(MetricNames.Psnr):F1} dB",
        Rows = [[.. model.Pictures.Originals.Take(ImagesInARow)], [.. model.Pictures.Reconstructions.Take(ImagesInARow)]],
        RowLabels = ["test image", "reconstruction"],
    };

    private sealed record Painting(string Name, SweepCell Cell, Pictures Pictures);
}
