// On the largest set of latents that the paper's data sets give, the support vector machines take little memory.

using Hvae.Metrics.Latents;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Latents;

/// <summary>These tests measure the memory of the whole process, so no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(LargeMachineTests), DisableParallelization = true)]
public sealed class AloneInMemory;

[Collection(nameof(LargeMachineTests))]
public sealed class LargeMachineTests
{
    private const string ClearPeak = "/proc/self/clear_refs";

    /// <summary>
    /// The number of samples that train the classifiers on SVHN. Two classes that overlap completely take more memory than its ten.
    /// </summary>
    [Fact]
    public void Twenty_thousand_samples_take_at_most_a_gigabyte()
    {
        Assert.SkipUnless(File.Exists(ClearPeak), "The peak of the memory is measured on Linux.");
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        var features = randn([20_826, 32], ScalarType.Float64, generator: generator);
        var labels = arange(20_826).remainder(2).to(ScalarType.Int64);
        File.WriteAllText(ClearPeak, "5");
        var before = Bytes("VmRSS:");

        var machine = SupportVectorMachine.Fit(features, labels, SvmKernel.Rbf(SvmKernel.ScaleGamma(features)));

        Assert.InRange(machine.Gaps[0], 0, 1e-3);
        Assert.InRange(Bytes("VmHWM:") - before, 0, 1L << 30);
    }

    private static long Bytes(string name)
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ')[^2]);
    }
}
