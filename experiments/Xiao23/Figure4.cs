// Samples and reconstructions of three chosen models, GHVAEs on SVHN (Xiao & Bamler, Figure 4).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 4. <see cref="ChosenModels"/> chooses the models, since the paper does not print their betas.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Figure4(DataCatalog catalog) : SweepExperiment(
    catalog, "Figure4", "Samples and reconstructions of three chosen models, GHVAE on SVHN (Xiao & Bamler, Figure 4).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers | Measurements.Pictures))
{
    private const int ImagesInARow = 6;
    private const int RowsOfSamples = 4;

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var chosen = ChosenModels.Of(report.Sweep.Cells);
        var painted = Painted(chosen).ToArray();
        return new()
        {
            Figures = painted.Length == 0
                ? []
                : [
                    report.Figure(
                        "What three models paint",
                        [.. painted.Select(Samples), .. painted.Select(Reconstructions)],
                        perRow: painted.Length,
                        "Models: 1 has the best PSNR, 2 the best inception score, 3 the best accuracy of an RBF SVM on z₂. "
                        + "Above: samples, means of p(x|z₁). Below: test images over their reconstructions by modes; "
                        + $"scores are of all images.{chosen?.Coincidence}"),
                ],
            Tables = [report.Models()],
            Claims = [SweepClaims.B11.Decide(report.Sweep)],
            Notes = painted.Length == chosen?.Distinct.Count ? []
                : ["Not all three models could be chosen or painted; `hvae-repro status Xiao23.Figure4` tells what is missing."],
        };
    }

    /// <summary>Returns the pictures of the models. Models that coincide are shown once.</summary>
    private static IEnumerable<Painting> Painted(ChosenModels? chosen) =>
        from model in chosen?.Distinct ?? []
        let betas = model.Cell.Betas
        let pictures = model.Cell.Models[0].Pictures
        where pictures is not null
        select new Painting(
            $"Model{(model.Numbers.Length > 1 ? "s" : "")} {model.Numbers} (β₂={betas.Beta2:G3}, β₁={betas.Beta1:G3})", model.Cell,
            PicturesJob.Read(pictures));

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
