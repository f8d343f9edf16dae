// Rates, distortion and PSNR of GHVAEs on MNIST over the grid of betas (Xiao & Bamler, Figure 8).

using Experiments.Jobs;
using Experiments.Sweeps;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 8, as far as PSNR, rates and distortion; the other metrics of the paper's figure are not computed yet.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure8(DataCatalog catalog) : IExperiment
{
    private const string DataName = "mnist";

    /// <inheritdoc/>
    public string Name => "Xiao23.Figure8";

    /// <inheritdoc/>
    public string Description => "Rates, distortion and PSNR of GHVAEs on MNIST over the grid of betas (Xiao & Bamler, Figure 8).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var sizes = Sizes.From(context.Settings);
        using var data = catalog.Open(DataName);
        return new(
            BetaSweep.Plan(data, ModelSpecification.Ghvae(data.Train.Shape), sizes.Mnist, sizes),
            [DataText.Source(data, sizes.Mnist.TrainImages, sizes.Mnist.TestImages)]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var sizes = Sizes.From(context.Settings);
        var cells = Sweep.Collect(ModelSpecification.GhvaeFamily, plan.Data[0], plan.Jobs, results).Cells;
        var plane = new RatePlane(cells);
        var source = plan.Data[0];
        var caption = $"GHVAE on {source.Description}. Preset {context.Preset}: {sizes.BetaGrid.Points}×{sizes.BetaGrid.Points} grid of (β₂, β₁), "
            + $"{sizes.Mnist.Epochs} epochs, seed {string.Join(", ", sizes.Seeds)}. All numbers on test images. {context.Provenance}";
        return new()
        {
            Figures =
            [
                new Figure
                {
                    Name = Name,
                    Title = $"Trading information between latents: GHVAE on {source.Name} (Xiao & Bamler 2023, Figure 8)",
                    Caption = caption,
                    Warning = DataText.Warning(source),
                    Panels =
                    [
                        plane.OverRates("PSNR", "psnr", "PSNR [dB]", GoodEnd.High),
                        plane.OverRates("Distortion D", "distortion", "D [nats]", GoodEnd.Low),
                        plane.OverRates("Total rate R", RatePlane.Rate, "R [nats]"),
                        plane.OverBetas("R(z₂)", "rate_z2", "R(z₂) [nats]"),
                        plane.OverBetas("R(z₁|z₂)", "rate_z1", "R(z₁|z₂) [nats]"),
                        plane.OverBetas("Total rate R", RatePlane.Rate, "R [nats]"),
                    ],
                },
            ],
            Tables = [SweepTable.Of($"{Name}.models", caption, source, cells, plane)],
            Notes = [.. Notes(cells)],
        };
    }

    private static IEnumerable<string> Notes(IReadOnlyList<SweepCell> cells)
    {
        yield return "The paper's Figure 8 also shows inception score, mutual information and classifier accuracies; they are not computed here yet.";
        var missing = cells.Where(cell => !cell.Models.All(model => model.IsComplete)).ToArray();
        if (missing.Length == 0) yield break;
        var names = string.Join(", ", missing.Select(cell => $"(β₂={cell.Betas.Beta2:G4}, β₁={cell.Betas.Beta1:G4})"));
        yield return $"{missing.Length} of {cells.Count} cells lack a model, so the hull may lack an optimal one: {names}.";
    }
}
