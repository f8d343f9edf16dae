// Adam's native step against the formula made of operators, on parameters like a model's.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class AdamNativeTests
{
    private const int Steps = 100;

    [Theory]
    [InlineData(ScalarType.Float32, 0, false, 1e-6)]
    [InlineData(ScalarType.Float32, 0.01, true, 1e-6)]
    [InlineData(ScalarType.Float64, 0.01, false, 1e-12)]
    public void A_hundred_steps_are_those_of_the_plain_formula(ScalarType type, double decay, bool maximize, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (ours, plain) = (Draw(type), Draw(type));
        using var optimizer = optim.Adam(ours, 0.01, weight_decay: decay, maximize: maximize);
        var (means, squares) = (plain.Select(p => zeros_like(p)).ToArray(), plain.Select(p => zeros_like(p)).ToArray());
        for (var t = 1; t <= Steps; t++)
        {
            optimizer.zero_grad();
            Loss(ours, t).backward();
            optimizer.step();
            plain.ForEach(p => p.grad = null);
            Loss(plain, t).backward();
            using var nothing = no_grad();
            for (var i = 0; i < plain.Count; i++)
                Plain(plain[i], means[i], squares[i], t, decay, maximize);
        }

        foreach (var (own, other) in ours.Zip(plain))
            Assert.True((own - other).abs().max().ToDouble() <= tolerance * Math.Max(1, other.abs().max().ToDouble()));
    }

    [Fact]
    public void A_parameter_without_a_gradient_keeps_its_value_and_its_count()
    {
        using var scope = NewDisposeScope();
        var parameters = Draw(ScalarType.Float32);
        var before = parameters[1].detach().clone();
        using var optimizer = optim.Adam(parameters);
        parameters[0].square().sum().backward();
        optimizer.step();
        Assert.True(parameters[1].Equals(before));
        var states = optimizer.state_dict().State.Cast<Adam.State>().ToList();
        Assert.Equal([1, 0, 0], states.Select(state => state.step));
    }

    [Fact]
    public void A_step_tells_autograd_that_the_parameter_changed()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = optim.Adam([parameter]);
        var loss = parameter.square().sum();
        loss.backward(retain_graph: true);
        optimizer.step();
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => loss.backward());
        Assert.Contains("modified by an inplace operation", error.Message, StringComparison.Ordinal);
    }

    private static List<Parameter> Draw(ScalarType type)
    {
        using var generator = new Generator(3);
        long[][] shapes = [[7, 5], [16, 3, 4, 4], [33]];
        return [.. shapes.Select(shape => new Parameter(randn(shape, type, CPU, generator: generator)))];
    }

    private static Tensor Loss(List<Parameter> parameters, int t) =>
        parameters.Select((p, i) => (p * Math.Cos(t + i)).sum() + (p - 0.3).square().sum()).Aggregate((sum, term) => sum + term);

    private static void Plain(Parameter p, Tensor mean, Tensor square, int t, double decay, bool maximize)
    {
        var grad = (maximize ? -p.grad! : p.grad!) + (p * decay);
        mean.mul_(0.9).add_(grad, 1 - 0.9);
        square.mul_(0.999).addcmul_(grad, grad, 1 - 0.999);
        var denominator = (square.sqrt() / Math.Sqrt(1 - Math.Pow(0.999, t))) + 1e-8;
        p.addcdiv_(mean, denominator, -0.01 / (1 - Math.Pow(0.9, t)));
    }
}
