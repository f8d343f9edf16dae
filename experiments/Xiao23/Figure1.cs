// The models in the space of PSNR, inception score and accuracy, their colour code, and three landscapes with optima (Xiao & Bamler, Figure 1).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 1, GHVAE on SVHN.</summary>
/// <param name="catalog">Finds the images.</param>
public sealed class Figure1(DataCatalog catalog) : SweepExperiment(catalog, new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers))
{
    /// <inheritdoc/>
    public override string Description => "The models in the space of PSNR, inception score and accuracy, their colour code, and three landscapes with optima (Xiao & Bamler, Figure 1).";

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var optima = Optima(ChosenModels.Of(report.Sweep.Cells));
        var landscapes = new Landscapes(report.Sweep.Cells);
        var space = new MetricSpace(report.Sweep.Cells, SweepMetric.Psnr, SweepMetric.InceptionScore, SweepMetric.RbfSvmOnZ2);
        return new()
        {
            Figures =
            [
                report.Figure(
                    "No model is best at everything",
                    [
                        space.Panel(optima),
                        landscapes.CodeOverBetas(), landscapes.CodeOverRates(),
                        .. optima.Select(landscapes.Of),
                    ],
                    perRow: 1,
                    "Left: each model by its performance in three applications, in the colour code at the right; grey: shadows on floor and walls. "
                    + "Lower right: the area of a dot is the performance.") with { Blocks = [[1], [2, optima.Count]] },
            ],
            Tables = [report.Models()],
            Claims = [ClaimB1.Decide(report.Sweep), ClaimB2.Decide(report.Sweep)],
        };
    }

    /// <summary>The symbols are those of the public code.</summary>
    private static IReadOnlyList<Optimum> Optima(ChosenModels? chosen) => Optimum.Of(
    [
        (SweepMetric.Psnr, chosen?.First, MarkSymbol.Triangle),
        (SweepMetric.InceptionScore, chosen?.Second, MarkSymbol.Pentagon),
        (SweepMetric.RbfSvmOnZ2, chosen?.Third, MarkSymbol.Diamond),
    ]);
}
