// The toy problem on which optimizers are compared with PyTorch's.

using TorchSharp.Modules;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

/// <summary>
/// Golden numbers are from torch 1.13.1 in float64: θ = (1, −2, 3); in steps t = 1, 2, … the loss is Σ θ² + θ·cos t; θ after
/// ten steps, printed with all digits.
/// </summary>
internal static class PyTorchSteps
{
    public const int Count = 10;
    private const double Tolerance = 1e-13;

    public static Parameter Start() => new(V(1, -2, 3));

    public static void Run(OptimizerHelper optimizer, Parameter parameter, int from = 1, int to = Count)
    {
        for (var t = from; t <= to; t++)
        {
            optimizer.zero_grad();
            (parameter.square() + (parameter * Math.Cos(t))).sum().backward();
            optimizer.step();
        }
    }

    /// <summary>All steps from the start end at the golden numbers.</summary>
    public static void Reach(double[] golden, Func<Parameter, OptimizerHelper> make)
    {
        using var scope = NewDisposeScope();
        var parameter = Start();
        using var optimizer = make(parameter);
        Run(optimizer, parameter);
        Close(golden, Numbers(parameter), Tolerance);
    }
}
