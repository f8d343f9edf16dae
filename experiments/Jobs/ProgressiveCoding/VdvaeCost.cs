// How much work a VDVAE is, so that the finish time of a plan with models of several sizes can be told.

using Hvae.Models;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Work in pixels times channels squared: what convolutions cost, up to a factor.</summary>
internal static class VdvaeCost
{
    /// <summary>A forward pass is about a third of a training step.</summary>
    public const double OfEvaluation = 1.0 / 3;

    /// <summary>Brings an image that a small model is trained on near 1, which is what it costs a classifier.</summary>
    public const double Unit = 1e6;

    /// <summary>The cost of training on so many images.</summary>
    public static double Of(VdvaeConfiguration model, double images)
    {
        var side = model.Image.Height;
        var decoder = BlockString.ParseDecoder(model.DecoderBlocks, side).Sum(step => (double)step.Resolution * step.Resolution);
        var encoder = BlockString.ParseEncoder(model.EncoderBlocks, side).Sum(step => (double)step.Resolution * step.Resolution);
        return images * ((3 * decoder) + encoder) * model.Width * model.Width / Unit;
    }
}
