// What a call of an operator costs from C#, against the same call made in C++.

using BenchmarkDotNet.Attributes;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Benchmarks.Micro;

/// <summary>Additions of two single numbers, so that next to nothing is computed.</summary>
public class OperatorCalls
{
    private const int Calls = 1000;
    private readonly Tensor left = ones(1).DetachFromDisposeScope();
    private readonly Tensor right = ones(1).DetachFromDisposeScope();

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void Native()
    {
        TorchSharp.Interop.Native.profile_additions(left.Handle, right.Handle, Calls, out var error);
        Errors.Check(error);
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public void FromCSharp()
    {
        for (var i = 0; i < Calls; i++)
            left.add(right).Dispose();
    }
}
