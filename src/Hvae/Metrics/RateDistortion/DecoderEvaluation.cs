// Measures D_k: how well a newly fitted decoder reconstructs images from the first latents of a frozen model.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>Measures E E_q f(x, d_k(z_1:k)) on held-out images with one sample of the latents per image (Shu22 Section 4.2).</summary>
public static class DecoderEvaluation
{
    /// <summary>Measures how <paramref name="decoder"/> reconstructs the images.</summary>
    /// <param name="decoder">The decoder d_k, which is in evaluation mode afterwards.</param>
    /// <param name="model">The model whose latents are decoded; it is in evaluation mode afterwards.</param>
    /// <param name="images">Images on the models' device.</param>
    /// <param name="batchSize">Number of images at a time; only the order of the noise depends on it.</param>
    /// <param name="noise">Generator of the latents' noise.</param>
    public static Reconstruction Run(LatentDecoder decoder, Vdvae model, ImageBatches images, int batchSize, Generator noise) =>
        Run(decoder, model, images, batchSize, noise, (_, _) => { });

    /// <summary>
    /// Does the same and calls <paramref name="compare"/> for each batch with the images, shape (N, C, H, W), range [0, 1], and the
    /// decoder's output.
    /// </summary>
    internal static Reconstruction Run(
        LatentDecoder decoder, Vdvae model, ImageBatches images, int batchSize, Generator noise, Action<Tensor, Tensor> compare)
    {
        using var noGradient = no_grad();
        decoder.eval();
        model.eval();
        var reconstructions = new List<Reconstruction>();
        for (var start = 0; start < images.Count; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var batch = images.Range(start, Math.Min(batchSize, images.Count - start));
            var output = decoder.Decode(model.Encode(batch, LatentRules.Sampled(noise), decoder.Latents));
            reconstructions.Add(Reconstruction.Of(decoder.Head.Mean(output), model.Targets(batch)));
            compare(batch, output);
        }

        return Reconstruction.Join(reconstructions);
    }
}

/// <summary>The difference between images and their reconstructions, as two numbers for each image in the order of the set.</summary>
/// <param name="SquaredErrors">Mean over dimensions of (x − x̂)², on the [−1, 1] scale.</param>
/// <param name="DetailShares">
/// Sum of the squared differences between neighbouring pixels of x̂, divided by that of x: 1 when x̂ is as sharp as the image, 0 when it
/// has no detail. The number is 1 for images without any detail. It is our own measure of what Shu22 shows in Figure 1.
/// </param>
public sealed record Reconstruction(IReadOnlyList<double> SquaredErrors, IReadOnlyList<double> DetailShares)
{
    /// <summary>Computes the numbers of a batch.</summary>
    /// <param name="means">The reconstructions, shape (N, C, H, W), on the [−1, 1] scale.</param>
    /// <param name="targets">The images, of the same shape and on the same scale.</param>
    public static Reconstruction Of(Tensor means, Tensor targets)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var dimensions = targets.numel() / targets.shape[0];
        var shares = Numbers.Of(Detail(means)).Zip(Numbers.Of(Detail(targets)), (given, own) => own == 0 ? 1 : given / own);
        return new(Numbers.Of(SquaredError.Of(means, targets) / dimensions), [.. shares]);
    }

    /// <summary>Joins the numbers of all batches.</summary>
    public static Reconstruction Join(IReadOnlyList<Reconstruction> batches) =>
        new([.. batches.SelectMany(batch => batch.SquaredErrors)], [.. batches.SelectMany(batch => batch.DetailShares)]);

    private static Tensor Detail(Tensor images)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var down = images.narrow(2, 1, height - 1) - images.narrow(2, 0, height - 1);
        var right = images.narrow(3, 1, width - 1) - images.narrow(3, 0, width - 1);
        return down.square().flatten(1).sum(1) + right.square().flatten(1).sum(1);
    }
}
