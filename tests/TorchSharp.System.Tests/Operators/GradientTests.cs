// Gradients of every differentiable operator against central differences, in float64.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Operators;

public class GradientTests
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;

    private static readonly Dictionary<string, (Func<Tensor[], Tensor> Function, long[][] Shapes)> Table = new()
    {
        ["add"] = (x => x[0] + x[1], [[2, 3], [3]]),
        ["add with alpha"] = (x => x[0].add(x[1], 2.5), [[2], [2]]),
        ["sub"] = (x => 2 - x[0] - x[1], [[2, 3], [2, 1]]),
        ["mul"] = (x => x[0] * x[1] * 3, [[2, 3], [3]]),
        ["div"] = (x => x[0] / x[1], [[4], [4]]),
        ["number by tensor"] = (x => 2.0 / x[0], [[4]]),
        ["pow"] = (x => x[0].pow(x[1]), [[4], [4]]),
        ["pow of a number"] = (x => x[0].pow(2.5), [[4]]),
        ["addcmul"] = (x => x[0].addcmul(x[1], x[2], 2), [[3], [3], [3]]),
        ["addcdiv"] = (x => x[0].addcdiv(x[1], x[2], 2), [[3], [3], [3]]),
        ["lerp"] = (x => x[0].lerp(x[1], x[2]), [[3], [3], [3]]),
        ["maximum"] = (x => x[0].maximum(x[1]), [[5], [5]]),
        ["minimum"] = (x => x[0].minimum(x[1]), [[5], [5]]),
        ["clamp"] = (x => x[0].clamp(0.5, 1), [[7]]),
        ["where"] = (x => where(x[0] > 0.8, x[0] * 2, x[1]), [[5], [5]]),
        ["hypot"] = (x => x[0].hypot(x[1]), [[3], [3]]),
        ["atan2"] = (x => x[0].atan2(x[1]), [[3], [3]]),
        ["logaddexp"] = (x => x[0].logaddexp(x[1]), [[3], [3]]),
        ["xlogy"] = (x => x[0].xlogy(x[1]), [[3], [3]]),
        ["neg"] = (x => -x[0], [[3]]),
        ["abs"] = (x => (x[0] - 0.7).abs(), [[5]]),
        ["exp"] = (x => x[0].exp(), [[3]]),
        ["exp2"] = (x => x[0].exp2(), [[3]]),
        ["expm1"] = (x => x[0].expm1(), [[3]]),
        ["log"] = (x => x[0].log(), [[3]]),
        ["log1p"] = (x => x[0].log1p(), [[3]]),
        ["log2"] = (x => x[0].log2(), [[3]]),
        ["log10"] = (x => x[0].log10(), [[3]]),
        ["sqrt"] = (x => x[0].sqrt(), [[3]]),
        ["rsqrt"] = (x => x[0].rsqrt(), [[3]]),
        ["square"] = (x => x[0].square(), [[3]]),
        ["reciprocal"] = (x => x[0].reciprocal(), [[3]]),
        ["sin"] = (x => x[0].sin(), [[3]]),
        ["cos"] = (x => x[0].cos(), [[3]]),
        ["tan"] = (x => x[0].tan(), [[3]]),
        ["asin"] = (x => (x[0] / 2).asin(), [[3]]),
        ["acos"] = (x => (x[0] / 2).acos(), [[3]]),
        ["atan"] = (x => x[0].atan(), [[3]]),
        ["sinh"] = (x => x[0].sinh(), [[3]]),
        ["cosh"] = (x => x[0].cosh(), [[3]]),
        ["tanh"] = (x => x[0].tanh(), [[3]]),
        ["sigmoid"] = (x => x[0].sigmoid(), [[3]]),
        ["logit"] = (x => (x[0] / 2).logit(), [[3]]),
        ["erf"] = (x => x[0].erf(), [[3]]),
        ["erfc"] = (x => x[0].erfc(), [[3]]),
        ["lgamma"] = (x => x[0].lgamma(), [[3]]),
        ["digamma"] = (x => x[0].digamma(), [[3]]),
        ["frac"] = (x => x[0].frac(), [[3]]),
        ["relu"] = (x => (x[0] - 0.8).relu(), [[5]]),
        ["leaky_relu"] = (x => (x[0] - 0.8).leaky_relu(0.1), [[5]]),
        ["elu"] = (x => (x[0] - 0.8).elu(), [[5]]),
        ["selu"] = (x => (x[0] - 0.8).selu(), [[5]]),
        ["celu"] = (x => (x[0] - 0.8).celu(2), [[5]]),
        ["silu"] = (x => x[0].silu(), [[3]]),
        ["gelu"] = (x => x[0].gelu(), [[3]]),
        ["gelu by tanh"] = (x => x[0].gelu(TorchSharp.Modules.GELU.Approximate.tanh), [[3]]),
        ["softplus"] = (x => x[0].softplus(1, 20), [[3]]),
        ["log_sigmoid"] = (x => x[0].log_sigmoid(), [[3]]),
        ["hardtanh"] = (x => x[0].hardtanh(0.5, 1), [[5]]),
        ["hardsigmoid"] = (x => x[0].hardsigmoid(), [[3]]),
        ["hardswish"] = (x => x[0].hardswish(), [[3]]),
        ["prelu"] = (x => (x[0] - 0.8).prelu(x[1]), [[2, 3], [1]]),
        ["glu"] = (x => x[0].glu(), [[2, 4]]),
        ["softmax"] = (x => x[0].softmax(1), [[2, 3]]),
        ["log_softmax"] = (x => x[0].log_softmax(1), [[2, 3]]),
        ["sum"] = (x => x[0].sum(1), [[2, 3]]),
        ["sum of all"] = (x => x[0].sum(), [[2, 3]]),
        ["mean"] = (x => x[0].mean([0L]), [[2, 3]]),
        ["prod"] = (x => x[0].prod(1), [[2, 3]]),
        ["var"] = (x => x[0].var(1L), [[2, 3]]),
        ["std"] = (x => x[0].std(false), [[2, 3]]),
        ["norm"] = (x => x[0].norm(1, true), [[2, 3]]),
        ["max"] = (x => x[0].max(1).Item1, [[2, 3]]),
        ["amin"] = (x => x[0].amin(1L), [[2, 3]]),
        ["logsumexp"] = (x => x[0].logsumexp(1), [[2, 3]]),
        ["cumsum"] = (x => x[0].cumsum(1), [[2, 3]]),
        ["cumprod"] = (x => x[0].cumprod(1), [[2, 3]]),
        ["logcumsumexp"] = (x => x[0].logcumsumexp(1), [[2, 3]]),
        ["sort"] = (x => x[0].sort().Item1, [[2, 3]]),
        ["topk"] = (x => x[0].topk(2).Item1, [[2, 3]]),
        ["permute"] = (x => x[0].permute(2, 0, 1), [[2, 3, 2]]),
        ["expand"] = (x => x[0].expand(4, 3), [[1, 3]]),
        ["repeat"] = (x => x[0].repeat(2, 2), [[2, 3]]),
        ["flip"] = (x => x[0].flip(0), [[2, 3]]),
        ["unfold"] = (x => x[0].unfold(0, 2, 1), [[4]]),
        ["narrow"] = (x => x[0].narrow(1, 1, 2), [[2, 3]]),
        ["index"] = (x => x[0][1, 0..2], [[2, 3]]),
        ["index by tensor"] = (x => x[0][tensor(new[] { 1L, 1L })], [[2, 3]]),
        ["index_select"] = (x => x[0].index_select(1, tensor(new[] { 2L, 2L })), [[2, 3]]),
        ["gather"] = (x => x[0].gather(1, tensor(new[] { 2L, 0L }).view(2, 1)), [[2, 3]]),
        ["scatter_add"] = (x => x[0].scatter_add(0, tensor(new[] { 1L, 1L }), x[1]), [[3], [2]]),
        ["masked_fill"] = (x => x[0].masked_fill(x[0] > 0.8, 3), [[5]]),
        ["split"] = (x => x[0].split(2, 1)[1] * 2, [[2, 3]]),
        ["cat"] = (x => cat([x[0], x[1]], 1), [[2, 3], [2, 1]]),
        ["stack"] = (x => stack([x[0], x[1]]), [[2], [2]]),
        ["tril"] = (x => x[0].tril(), [[3, 3]]),
        ["matmul"] = (x => x[0].matmul(x[1]), [[2, 3], [3, 2]]),
        ["bmm"] = (x => x[0].bmm(x[1]), [[2, 2, 3], [2, 3, 2]]),
        ["addmm"] = (x => x[0].addmm(x[1], x[2], 2, 3), [[2, 2], [2, 3], [3, 2]]),
        ["einsum"] = (x => einsum("bij,bj->bi", x[0], x[1]), [[2, 2, 3], [2, 3]]),
        ["det"] = (x => (x[0] + 3 * eye(3, dtype: float64)).det(), [[3, 3]]),
        ["inverse"] = (x => (x[0] + 3 * eye(3, dtype: float64)).inverse(), [[3, 3]]),
        ["linear"] = (x => F.linear(x[0], x[1], x[2]), [[2, 3], [4, 3], [4]]),
        ["conv1d"] = (x => F.conv1d(x[0], x[1], x[2], 2, 1), [[2, 2, 5], [3, 2, 3], [3]]),
        ["conv2d"] = (x => F.conv2d(x[0], x[1], x[2], [2, 2], [1, 1]), [[2, 2, 4, 4], [3, 2, 3, 3], [3]]),
        ["conv2d in groups"] = (x => F.conv2d(x[0], x[1], groups: 2), [[1, 2, 4, 4], [4, 1, 3, 3]]),
        ["conv_transpose2d"] = (x => F.conv_transpose2d(x[0], x[1], x[2], [2, 2], [1, 1], [1, 1]), [[2, 3, 3, 3], [3, 2, 3, 3], [2]]),
        ["max_pool2d"] = (x => F.max_pool2d(x[0], 2), [[1, 2, 4, 4]]),
        ["avg_pool2d"] = (x => F.avg_pool2d(x[0], 2), [[1, 2, 4, 4]]),
        ["adaptive_avg_pool2d"] = (x => F.adaptive_avg_pool2d(x[0], 2), [[1, 2, 5, 4]]),
        ["interpolate"] = (x => F.interpolate(x[0], scale_factor: [2, 2]), [[1, 2, 2, 2]]),
        ["bilinear interpolation"] = (x => F.interpolate(x[0], [3, 3], mode: InterpolationMode.Bilinear), [[1, 2, 2, 2]]),
        ["pad"] = (x => F.pad(x[0], (1, 2, 0, 1)), [[2, 2]]),
        ["reflecting pad"] = (x => F.pad(x[0], (1, 1), PaddingModes.Reflect), [[1, 3]]),
        ["layer_norm"] = (x => F.layer_norm(x[0], [3], x[1], x[2]), [[2, 3], [3], [3]]),
        ["group_norm"] = (x => F.group_norm(x[0], 2, x[1], x[2]), [[2, 4, 3], [4], [4]]),
        ["batch_norm"] = (x => F.batch_norm(x[0], zeros(2, float64), ones(2, float64), x[1], x[2], training: true), [[3, 2, 2], [2], [2]]),
        ["normalize"] = (x => F.normalize(x[0]), [[2, 3]]),
        ["pixel_shuffle"] = (x => F.pixel_shuffle(x[0], 2), [[1, 4, 2, 2]]),
        ["cosine_similarity"] = (x => F.cosine_similarity(x[0], x[1]), [[2, 3], [2, 3]]),
        ["cross_entropy"] = (x => F.cross_entropy(x[0], tensor(new[] { 2L, 0L })), [[2, 3]]),
        ["nll_loss"] = (x => F.nll_loss(x[0], tensor(new[] { 2L, 0L })), [[2, 3]]),
        ["mse_loss"] = (x => F.mse_loss(x[0], x[1]), [[2, 3], [2, 3]]),
        ["l1_loss"] = (x => F.l1_loss(x[0], x[1]), [[2, 3], [2, 3]]),
        ["smooth_l1_loss"] = (x => F.smooth_l1_loss(x[0], x[1], beta: 0.5), [[2, 3], [2, 3]]),
        ["huber_loss"] = (x => F.huber_loss(x[0], x[1], 0.5), [[2, 3], [2, 3]]),
        ["kl_div"] = (x => F.kl_div(x[0], x[1], false, nn.Reduction.Sum), [[2, 3], [2, 3]]),
        ["binary_cross_entropy"] = (x => F.binary_cross_entropy(x[0] / 2, x[1] / 2), [[2, 3], [2, 3]]),
        ["binary_cross_entropy_with_logits"] = (x => F.binary_cross_entropy_with_logits(x[0], tensor(new[] { 0.0, 1, 1 }).expand(2, 3), reduction: nn.Reduction.Sum), [[2, 3]]),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_is_the_slope(string name)
    {
        var (function, shapes) = Table[name];
        using var generator = new Generator(11);

        // Away from zero and one, where some of the functions have kinks or poles.
        Tensor[] inputs = [.. shapes.Select(s => (rand(s, float64, generator: generator) + 0.3).detach().requires_grad_())];
        var result = function(inputs);
        var weights = rand(result.shape, float64, generator: generator);
        (result * weights).sum().backward();
        using var nothing = no_grad();
        foreach (var input in inputs)
            Close(Slopes(input, () => (function(inputs) * weights).sum().item<double>()), Numbers(input.grad!), Tolerance);
    }

    private static double[] Slopes(Tensor input, Func<double> value)
    {
        var flat = input.detach().view(-1);
        var slopes = new double[flat.numel()];
        for (var i = 0; i < slopes.Length; i++)
        {
            var at = flat[i].item<double>();
            flat[i] = tensor(at + Step);
            var above = value();
            flat[i] = tensor(at - Step);
            var below = value();
            flat[i] = tensor(at);
            slopes[i] = (above - below) / (2 * Step);
        }

        return slopes;
    }
}
