// One figure with every metric of a sweep, as in the paper's appendix.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Xiao23 Figures 8, 9 and 10: reconstruction and samples above, classification below.</summary>
internal static class AllMetrics
{
    private const int PanelsPerRow = 4;

    /// <summary>The figure.</summary>
    public static Figure Of(SweepReport report, string title)
    {
        var plane = report.Plane;
        return report.Figure(
            title,
            [
                plane.OverRates(SweepMetric.Psnr), plane.OverRates(SweepMetric.InceptionScore),
                plane.OverRates(SweepMetric.MutualInformation), plane.OverRates(SweepMetric.Distortion),
                plane.OverRates(SweepMetric.Diversity), plane.OverRates(SweepMetric.Sharpness),
                plane.OverBetas(SweepMetric.RateZ2), plane.OverBetas(SweepMetric.RateZ1),
                .. SweepMetric.AccuraciesZ2.Concat(SweepMetric.AccuraciesZ1).Select(metric => plane.OverRates(metric)),
            ],
            PanelsPerRow);
    }
}
