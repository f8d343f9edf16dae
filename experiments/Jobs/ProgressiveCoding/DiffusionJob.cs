// The job that computes both sides of Shu22's Section 3.3 on a small chain.

using System.Text.Json.Nodes;
using Hvae.Theory;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>
/// Computes Eq. 7 and the unweighted loss of a diffusion model that predicts the data, for one network and one draw of noise.
/// </summary>
public sealed class DiffusionJob : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "diffusion";

    /// <summary>Name of the metric |Eq. 7 − DDPM| / DDPM.</summary>
    public const string Difference = "relative_difference";

    private const int Steps = 10;
    private const int Images = 64;
    private const int Dimensions = 12;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Returns the only job of this kind.</summary>
    public static Job Plan() => Job.For<DiffusionJob>(
        KindName, $"chain of {Steps} steps", new JsonObject { ["steps"] = Steps, ["images"] = Images, ["dimensions"] = Dimensions },
        cost: 1);

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        using var scope = NewDisposeScope();
        using var noise = new Generator(7, CPU);
        var chain = DiffusionChain.VariancePreserving([.. Enumerable.Range(1, Steps).Select(t => 0.05 * t)]);
        var x = randn([Images, Dimensions], ScalarType.Float64, generator: noise);
        var epsilons = Enumerable.Range(0, Steps).Select(_ => randn([Images, Dimensions], ScalarType.Float64, generator: noise)).ToArray();
        var weights = randn([Dimensions, Dimensions], ScalarType.Float64, generator: noise) / Math.Sqrt(Dimensions);

        var coding = new Hvae.Theory.ProgressiveCoding(chain)
            .Objective(x, epsilons, (latent, k) => Network(latent, Steps + 1 - k)).mean().item<double>();
        var ddpm = new DdpmLoss(chain).OfDataPrediction(x, [.. epsilons.Reverse()], Network).mean().item<double>();
        return new()
        {
            Metrics =
            [
                new("progressive_coding", coding, ""), new("ddpm", ddpm, ""), new(Difference, Math.Abs(coding - ddpm) / ddpm, ""),
            ],
        };

        Tensor Network(Tensor noisy, int t) => (noisy.matmul(weights) + (0.1 * t)).tanh();
    }
}
