// The smallest VAE with known optimal rates and distortions: Gaussian data, and one linear gain for each dimension.

using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Tests.Objectives;

/// <summary>x ~ N(0, diag(c)), q(z|x) = N(a x, s²), p(z) = N(0, I), d(z) = b z. Its optimum is on the Gaussian's R(D).</summary>
internal sealed class LinearVae : nn.Module
{
    private readonly double[] variances;
    private readonly Parameter encoder;
    private readonly Parameter logStd;
    private readonly Parameter decoder;

    public LinearVae(double[] variances)
        : base(nameof(LinearVae))
    {
        this.variances = variances;
        encoder = new Parameter(full(variances.Length, 0.5f));
        logStd = new Parameter(zeros(variances.Length));
        decoder = new Parameter(full(variances.Length, 0.5f));
        RegisterComponents();
    }

    /// <summary>Returns means per dimension over fresh data. Only the number of images of the batch matters.</summary>
    public (Tensor Rate, Tensor Distortion) Pass(long count, Generator noise)
    {
        var x = randn([count, variances.Length], ScalarType.Float32, generator: noise) * tensor(
            [.. variances.Select(c => (float)Math.Sqrt(c))]);
        var posterior = new DiagonalGaussian(x * encoder, logStd.exp().expand_as(x));
        var z = LatentRules.Sampled(noise)(posterior);
        return (posterior.KlToStandardNormal().mean() / variances.Length, (x - (z * decoder)).square().mean());
    }

    /// <summary>Returns the same means over the whole distribution of the data.</summary>
    public (double Rate, double Distortion) Expected()
    {
        var (a, s, b) = (Numbers(encoder), Numbers(logStd.exp()), Numbers(decoder));
        var rate = variances.Select((c, i) => (0.5 * ((a[i] * a[i] * c) + (s[i] * s[i]) - 1)) - Math.Log(s[i])).Average();
        var distortion = variances.Select((c, i) => (Math.Pow(1 - (b[i] * a[i]), 2) * c) + Math.Pow(b[i] * s[i], 2)).Average();
        return (rate, distortion);
    }

    private static double[] Numbers(Tensor values) => values.detach().to(ScalarType.Float64).data<double>().ToArray();
}
