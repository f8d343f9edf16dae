// PSNR = 10 log10(range² / MSE), with one mean squared error over all images and pixels.

namespace Hvae.Metrics;

/// <summary>Peak signal-to-noise ratio as the paper's code computes it (Xiao23; torchmetrics 0.9.1 defaults).</summary>
public static class Psnr
{
    /// <summary>PSNR in dB.</summary>
    /// <param name="meanSquaredError">Over all images and pixels, on the scale of the targets; 0 gives positive infinity.</param>
    /// <param name="dataRange">Largest minus smallest target value seen.</param>
    public static double FromMeanSquaredError(double meanSquaredError, double dataRange) =>
        10 * Math.Log10(dataRange * dataRange / meanSquaredError);

    /// <summary>Standard error of the PSNR in dB, to first order: 10/ln 10 · s.e.(MSE)/MSE.</summary>
    /// <param name="meanSquaredError">As above.</param>
    /// <param name="standardError">Of it; null when unknown.</param>
    public static double? StandardError(double meanSquaredError, double? standardError) => 10 / Math.Log(10) * standardError / meanSquaredError;
}
