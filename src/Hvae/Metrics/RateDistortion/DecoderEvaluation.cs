// D_k: how well a newly fitted decoder gives images back from the first latents of a frozen model.

using Hvae.Models;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics.RateDistortion;

/// <summary>E E_q f(x, d_k(z_1:k)) on held-out images, one sample of the latents per image (Shu22 Section 4.2).</summary>
public static class DecoderEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>How the images are given back.</summary>
    /// <param name="decoder">d_k; in evaluation mode afterwards.</param>
    /// <param name="model">Whose latents are decoded; in evaluation mode afterwards.</param>
    /// <param name="images">On the models' device.</param>
    /// <param name="batchSize">Images at a time; only the noise's order depends on it.</param>
    /// <param name="noise">For the latents.</param>
    public static Reconstruction Run(LatentDecoder decoder, Vdvae model, ImageBatches images, int batchSize, Generator noise) =>
        Run(decoder, model, images, batchSize, noise, (_, _) => { });

    /// <summary>The same, with a further comparison of each batch: of the images, shape (N, C, H, W), range [0, 1], with the output of the decoder's head.</summary>
    internal static Reconstruction Run(LatentDecoder decoder, Vdvae model, ImageBatches images, int batchSize, Generator noise, Action<Tensor, Tensor> compare)
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
