// Clipping by the norm of all gradients together: PyTorch's numbers, on every kind of tensor.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class GradientNormTests
{
    /// <summary>torch 1.13.1, clip_grad_norm_ of the gradients (3, 4) and (12) to 6.5.</summary>
    [Fact]
    public void Long_gradients_are_scaled_to_the_norm_as_in_PyTorch()
    {
        var parameters = Parameters(ScalarType.Float64);

        var norm = nn.utils.clip_grad_norm_(parameters, 6.5);

        Assert.Equal(13, norm);
        Close([1.4999998846153937, 1.9999998461538582], Numbers(parameters[0].grad!), 1e-15);
        Close([5.999999538461575], Numbers(parameters[1].grad!), 1e-15);
    }

    [Theory]
    [InlineData(13.1)]
    [InlineData(double.PositiveInfinity)]
    public void Short_gradients_stay_as_they_are(double limit)
    {
        var parameters = Parameters(ScalarType.Float32);

        Assert.Equal(13, nn.utils.clip_grad_norm_(parameters, limit));

        Values(parameters[0].grad!, 3, 4);
        Values(parameters[1].grad!, 12);
    }

    [Fact]
    public void The_norm_is_that_of_the_operators_on_many_numbers_and_in_any_order_of_memory()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var parameter = new Parameter(randn([37, 5, 3, 3], ScalarType.Float32, CPU, generator: generator));
        (parameter.square().sum() / 2).backward();
        var expected = parameter.detach().to(ScalarType.Float64).square().sum().sqrt().ToDouble();
        Assert.Equal(expected, nn.utils.clip_grad_norm_([parameter], double.PositiveInfinity), 1e-12 * expected);

        parameter.grad = parameter.grad!.permute(1, 2, 3, 0).contiguous().permute(3, 0, 1, 2);
        Assert.Equal(expected, nn.utils.clip_grad_norm_([parameter], double.PositiveInfinity), 1e-12 * expected);
    }

    [Fact]
    public void A_gradient_with_holes_in_memory_is_scaled_and_the_holes_are_left_alone()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var parameter = new Parameter(randn([37, 5, 3, 3], ScalarType.Float32, CPU, generator: generator));
        var twice = full([37, 5, 3, 3, 2], 1000, ScalarType.Float32);
        twice.select(4, 0).copy_(parameter.detach());
        parameter.grad = twice.select(4, 0);
        Assert.Equal([90, 18, 6, 2], parameter.grad!.stride());
        var expected = parameter.detach().to(ScalarType.Float64).square().sum().sqrt().ToDouble();

        var norm = nn.utils.clip_grad_norm_([parameter], expected / 4);

        Assert.Equal(expected, norm, 1e-6 * expected);
        Assert.True(parameter.grad!.allclose(parameter.detach() / 4, 1e-5, 0));
        Assert.True(twice.select(4, 0).allclose(parameter.grad!, 0, 0));
        Assert.True(twice.select(4, 1).eq(1000).all().item<bool>());
    }

    [Fact]
    public void A_gradient_that_is_no_number_gives_a_norm_that_is_none()
    {
        var parameters = Parameters(ScalarType.Float32);
        parameters[1].grad!.fill_(double.NaN);

        Assert.True(double.IsNaN(nn.utils.clip_grad_norm_(parameters, 1)));
        Values(parameters[0].grad!, 3, 4);
    }

    [Fact]
    public void Without_gradients_the_norm_is_zero() => Assert.Equal(0, nn.utils.clip_grad_norm_([new Parameter(V(1))], 1));

    private static List<Parameter> Parameters(ScalarType type)
    {
        List<Parameter> parameters = [new(tensor([3.0, 4.0], dtype: type)), new(tensor([12.0], dtype: type)), new(tensor([1.0], dtype: type))];
        foreach (var parameter in parameters.Take(2)) (parameter.square().sum() / 2).backward();
        return parameters;
    }
}
