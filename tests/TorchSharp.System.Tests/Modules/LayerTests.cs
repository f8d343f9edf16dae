// Shapes, values and initialisation of the layers.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class LayerTests
{
    [Theory]
    [InlineData(3, 1, 1, 1, 8)]
    [InlineData(3, 2, 1, 1, 4)]
    [InlineData(4, 2, 1, 1, 4)]
    [InlineData(3, 1, 0, 2, 4)]
    public void A_convolution_has_the_size_of_the_formula(long kernel, long stride, long padding, long dilation, long size)
    {
        using var layer = nn.Conv2d(2, 5, kernel, stride, padding, dilation);
        Shape(layer.call(zeros(3, 2, 8, 8)), 3, 5, size, size);
        Shape(layer.weight, 5, 2, kernel, kernel);
        Shape(layer.bias!, 5);
    }

    [Theory]
    [InlineData(4, 2, 1, 0, 8)]
    [InlineData(3, 2, 1, 1, 8)]
    [InlineData(5, 1, 0, 0, 8)]
    public void A_transposed_convolution_has_the_size_of_the_formula(long kernel, long stride, long padding, long extra, long size)
    {
        using var layer = nn.ConvTranspose2d(2, 5, kernel, stride, padding, extra, bias: false);
        Shape(layer.call(zeros(3, 2, 4, 4)), 3, 5, size, size);
        Shape(layer.weight, 2, 5, kernel, kernel);
        Assert.Null(layer.bias);
        Assert.Equal(["weight"], layer.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void A_transposed_convolution_is_the_gradient_of_a_convolution()
    {
        using var layer = nn.ConvTranspose2d(3, 2, 3, stride: 2, padding: 1, output_padding: 1, bias: false);
        using var forth = nn.Conv2d(2, 3, 3, stride: 2, padding: 1, bias: false);
        forth.weight = nn.Parameter(layer.weight.detach().clone());
        var y = rand(1, 3, 4, 4);
        var x = zeros(1, 2, 8, 8).requires_grad_();
        forth.call(x).backward([y]);
        Assert.True(layer.call(y).allclose(x.grad!, 1e-4, 1e-6));
    }

    [Fact]
    public void The_size_of_a_transposed_convolution_can_be_asked_for()
    {
        using var layer = nn.ConvTranspose2d(1, 1, 3, stride: 2, padding: 1);
        Shape(layer.forward(zeros(1, 1, 4, 4), [8, 8]), 1, 1, 8, 8);
        Assert.Throws<ArgumentException>(() => layer.forward(zeros(1, 1, 4, 4), [10, 10]));
    }

    [Fact]
    public void Padding_by_name_and_by_reflection()
    {
        using var same = nn.Conv2d(1, 1, 3, Padding.Same);
        Shape(same.call(zeros(1, 1, 7, 7)), 1, 1, 7, 7);
        using var pairs = nn.Conv2d(1, 1, (1, 3), padding: (0, 1), stride: (2, 1));
        Shape(pairs.call(zeros(1, 1, 8, 8)), 1, 1, 4, 8);
        using var reflecting = nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect, bias: false);
        nn.init.ones_(reflecting.weight);
        Values(reflecting.call(arange(9, dtype: float32).view(1, 1, 3, 3))[0, 0, 0, 0], 4 + 3 + 4 + 1 + 0 + 1 + 4 + 3 + 4);
    }

    [Fact]
    public void A_wrong_number_of_channels_is_refused()
    {
        using var layer = nn.Conv2d(2, 1, 3);
        Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 3, 8, 8)));
    }

    [Fact]
    public void A_linear_layer_is_a_matrix_and_a_bias()
    {
        using var layer = nn.Linear(2, 3);
        nn.init.constant_(layer.weight, 2);
        nn.init.constant_(layer.bias!, 1);
        Values(layer.call(tensor(new[] { 1f, 2f }).view(1, 2)), 7, 7, 7);
    }

    [Fact]
    public void Weights_start_within_the_bound_of_PyTorch()
    {
        manual_seed(0);
        using var layer = nn.Linear(100, 200);
        Assert.InRange(layer.weight.abs().max().item<float>(), 0.099, 0.1);
        Assert.InRange(layer.bias!.abs().max().item<float>(), 0.09, 0.1);
        using var convolution = nn.Conv2d(4, 64, 5);
        Assert.InRange(convolution.weight.abs().max().item<float>(), 0.0985, 0.1);
    }

    [Fact]
    public void Fans_and_gains()
    {
        Assert.Equal((18, 45), nn.init.CalculateFanInAndFanOut(zeros(5, 2, 3, 3)));
        Assert.Throws<ArgumentException>(() => nn.init.CalculateFanInAndFanOut(zeros(3)));
        Assert.Equal(Math.Sqrt(2), nn.init.calculate_gain(nn.init.NonlinearityType.ReLU));
        manual_seed(0);
        var x = nn.init.xavier_uniform_(zeros(100, 50));
        Assert.InRange(x.max().item<float>(), 0.19, 0.2);
        Assert.Equal(Math.Sqrt(2.0 / 50), nn.init.kaiming_normal_(zeros(400, 50)).std().item<float>(), 0.005);
    }

    [Fact]
    public void Activations_as_modules_are_the_functions()
    {
        var x = tensor(new[] { -1f, 0.5f });
        Values(nn.ReLU().call(x), 0, 0.5);
        Assert.True(nn.Sigmoid().call(x).Equals(x.sigmoid()));
        Assert.True(nn.Tanh().call(x).Equals(x.tanh()));
        Assert.True(nn.Softplus().call(x).Equals(x.softplus()));
        Assert.True(nn.GELU().call(x).Equals(x.gelu()));
        Assert.True(nn.SiLU().call(x).Equals(x.silu()));
        Assert.True(nn.LeakyReLU(0.2).call(x).Equals(x.leaky_relu(0.2)));
        Assert.True(nn.ELU().call(x).Equals(x.elu()));
        Assert.True(nn.Softmax(0).call(x).Equals(x.softmax(0)));
        Assert.True(nn.Identity().call(x).Equals(x));
        nn.ReLU(inplace: true).call(x);
        Values(x, 0, 0.5);
    }

    [Fact]
    public void Pooling_and_flattening()
    {
        var x = arange(16, dtype: float32).view(1, 1, 4, 4);
        Values(nn.MaxPool2d(2).call(x), 5, 7, 13, 15);
        Values(nn.AvgPool2d(2).call(x), 2.5, 4.5, 10.5, 12.5);
        Values(nn.AdaptiveAvgPool2d(1).call(x), 7.5);
        Values(nn.MaxPool2d(2).forward_with_indices(x).indices, 5, 7, 13, 15);
        Shape(nn.Flatten().call(zeros(2, 3, 4)), 2, 12);
        Values(nn.functional.interpolate(x, scale_factor: [0.5]), 0, 2, 8, 10);
        Values(nn.functional.one_hot(tensor(new[] { 1L, 0L }), 3), 0, 1, 0, 1, 0, 0);
        Values(nn.functional.pad(ones(2), (1, 2), value: 7), 7, 1, 1, 7, 7);
    }

    [Fact]
    public void Dropout_works_in_training_only()
    {
        using var layer = nn.Dropout(0.5);
        var y = layer.call(ones(1000));
        Assert.Equal([0f, 2f], y.data<float>().Distinct().Order());
        layer.eval();
        Assert.True(layer.call(ones(5)).Equals(ones(5)));
    }

    [Fact]
    public void Normalisation_over_the_batch_keeps_running_statistics()
    {
        using var layer = nn.BatchNorm2d(1);
        var x = arange(8, dtype: float32).view(2, 1, 2, 2);
        var y = layer.call(x);
        Assert.Equal(0, y.mean().item<float>(), 1e-5);
        Assert.Equal(1, y.var(unbiased: false).item<float>(), 1e-4);
        Close([0.35], Numbers(layer.running_mean!), 1e-6);
        Close([0.9 + 0.1 * 6], Numbers(layer.running_var!), 1e-6);
        Assert.Equal(1, layer.num_batches_tracked!.item<long>());
        layer.eval();
        Close([(0 - 0.35) / Math.Sqrt(1.5 + 1e-5)], [Numbers(layer.call(x))[0]], 1e-5);
        Assert.Equal(1, layer.num_batches_tracked!.item<long>());
        Assert.Throws<ArgumentException>(() => layer.call(zeros(2, 1)));
    }

    [Fact]
    public void A_sequence_calls_its_steps_in_order_and_frees_what_lies_between()
    {
        using var net = nn.Sequential(("twice", nn.Linear(1, 1)), ("act", nn.ReLU()), ("flat", nn.Flatten()));
        using var x = ones(2, 1);
        using var scope = NewDisposeScope();
        net.call(x);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(["twice.weight", "twice.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(3, net.Count);
    }

    [Fact]
    public void Losses_have_their_values()
    {
        var (x, y) = (V(0.2, 0.8), V(0, 1));
        Values(nn.functional.mse_loss(x, y), 0.04);
        Values(nn.functional.l1_loss(x, y, nn.Reduction.Sum), 0.4);
        Values(nn.functional.binary_cross_entropy(x, y, reduction: nn.Reduction.None), -Math.Log(0.8), -Math.Log(0.8));
        Values(nn.functional.binary_cross_entropy_with_logits(V(0, 0), y), Math.Log(2));
        Values(nn.functional.cross_entropy(M(2, 0, 0), tensor(new[] { 1L })), Math.Log(2));
        Values(nn.functional.nll_loss(M(2, -1, -3), tensor(new[] { 1L })), 3);
        Values(nn.functional.smooth_l1_loss(V(0, 0), V(0.5, 2)), (0.125 + 1.5) / 2);
        Values(nn.functional.kl_div(V(Math.Log(0.5)), V(1), false, nn.Reduction.Sum), Math.Log(2));
    }
}
