// The expected work of jobs on VDVAEs, from which the finish time of a plan is estimated.

using Hvae.Models;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Counts work in pixels times channels squared, to which the cost of convolutions is proportional.</summary>
internal static class VdvaeCost
{
    /// <summary>Cost of a forward pass as a share of the cost of a training step.</summary>
    public const double OfEvaluation = 1.0 / 3;

    /// <summary>
    /// Work that counts as cost 1. With this unit an image on which a small model is trained costs about 1, as it does for a classifier.
    /// </summary>
    public const double Unit = 1e6;

    /// <summary>Returns the cost of training a model.</summary>
    /// <param name="model">Sizes of the model.</param>
    /// <param name="images">Number of images that the training sees, over all epochs.</param>
    public static double Of(VdvaeConfiguration model, double images)
    {
        var side = model.Image.Height;
        var decoder = BlockString.ParseDecoder(model.DecoderBlocks, side).Sum(step => (double)step.Resolution * step.Resolution);
        var encoder = BlockString.ParseEncoder(model.EncoderBlocks, side).Sum(step => (double)step.Resolution * step.Resolution);
        return images * ((3 * decoder) + encoder) * model.Width * model.Width / Unit;
    }
}
