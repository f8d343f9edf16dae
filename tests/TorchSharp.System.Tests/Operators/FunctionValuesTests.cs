// Functions of each element against System.Math and plain formulas.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class FunctionValuesTests
{
    private static readonly double[] Inputs = [-2.5, -1, -0.25, 0, 0.25, 1, 2.5];
    private static readonly double[] Unit = [-0.9, -0.5, 0, 0.5, 0.9];
    private static readonly double[] Positive = [0.1, 0.5, 1, 2.5, 10];
    private static readonly double[] AboveOne = [1, 1.5, 4];

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Actual, Func<double, double> Expected, double[] At)> Table = new()
    {
        ["abs"] = (x => x.abs(), Math.Abs, Inputs),
        ["absolute"] = (x => x.absolute(), Math.Abs, Inputs),
        ["acos"] = (x => x.acos(), Math.Acos, Unit),
        ["asin"] = (x => x.asin(), Math.Asin, Unit),
        ["atan"] = (x => x.atan(), Math.Atan, Inputs),
        ["acosh"] = (x => x.acosh(), Math.Acosh, AboveOne),
        ["asinh"] = (x => x.asinh(), Math.Asinh, Inputs),
        ["atanh"] = (x => x.atanh(), Math.Atanh, Unit),
        ["ceil"] = (x => x.ceil(), Math.Ceiling, Inputs),
        ["floor"] = (x => x.floor(), Math.Floor, Inputs),
        ["round"] = (x => x.round(), x => Math.Round(x, MidpointRounding.ToEven), Inputs),
        ["round to decimals"] = (x => (x * 1.2345).round(2), x => Math.Round(x * 1.2345, 2), Positive),
        ["trunc"] = (x => x.trunc(), Math.Truncate, Inputs),
        ["frac"] = (x => x.frac(), x => x - Math.Truncate(x), Inputs),
        ["cos"] = (x => x.cos(), Math.Cos, Inputs),
        ["cosh"] = (x => x.cosh(), Math.Cosh, Inputs),
        ["sin"] = (x => x.sin(), Math.Sin, Inputs),
        ["sinh"] = (x => x.sinh(), Math.Sinh, Inputs),
        ["tan"] = (x => x.tan(), Math.Tan, Inputs),
        ["tanh"] = (x => x.tanh(), Math.Tanh, Inputs),
        ["sinc"] = (x => x.sinc(), x => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x), Inputs),
        ["deg2rad"] = (x => x.deg2rad(), x => x * Math.PI / 180, Inputs),
        ["rad2deg"] = (x => x.rad2deg(), x => x * 180 / Math.PI, Inputs),
        ["exp"] = (x => x.exp(), Math.Exp, Inputs),
        ["exp2"] = (x => x.exp2(), x => Math.Pow(2, x), Inputs),
        ["expm1"] = (x => x.expm1(), x => Math.Exp(x) - 1, Inputs),
        ["log"] = (x => x.log(), Math.Log, Positive),
        ["log10"] = (x => x.log10(), Math.Log10, Positive),
        ["log2"] = (x => x.log2(), Math.Log2, Positive),
        ["log1p"] = (x => x.log1p(), x => Math.Log(1 + x), Positive),
        ["neg"] = (x => x.neg(), x => -x, Inputs),
        ["negative"] = (x => x.negative(), x => -x, Inputs),
        ["positive"] = (x => x.positive(), x => x, Inputs),
        ["reciprocal"] = (x => x.reciprocal(), x => 1 / x, Positive),
        ["sqrt"] = (x => x.sqrt(), Math.Sqrt, Positive),
        ["rsqrt"] = (x => x.rsqrt(), x => 1 / Math.Sqrt(x), Positive),
        ["square"] = (x => x.square(), x => x * x, Inputs),
        ["sign"] = (x => x.sign(), x => Math.Sign(x), Inputs),
        ["sgn"] = (x => x.sgn(), x => Math.Sign(x), Inputs),
        ["sigmoid"] = (x => x.sigmoid(), Sigmoid, Inputs),
        ["logit"] = (x => x.logit(), x => Math.Log(x / (1 - x)), [0.1, 0.5, 0.8]),
        ["relu"] = (x => x.relu(), x => Math.Max(0, x), Inputs),
        ["relu6"] = (x => (x * 4).relu6(), x => Math.Clamp(4 * x, 0, 6), Inputs),
        ["leaky_relu"] = (x => x.leaky_relu(0.1), x => x > 0 ? x : 0.1 * x, Inputs),
        ["elu"] = (x => x.elu(2), x => x > 0 ? x : 2 * (Math.Exp(x) - 1), Inputs),
        ["celu"] = (x => x.celu(2), x => Math.Max(0, x) + Math.Min(0, 2 * (Math.Exp(x / 2) - 1)), Inputs),
        ["selu"] = (x => x.selu(), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), Inputs),
        ["silu"] = (x => x.silu(), x => x * Sigmoid(x), Inputs),
        ["gelu by tanh"] = (x => x.gelu(TorchSharp.Modules.GELU.Approximate.tanh), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), Inputs),
        ["hardtanh"] = (x => x.hardtanh(-1, 2), x => Math.Clamp(x, -1, 2), Inputs),
        ["hardsigmoid"] = (x => x.hardsigmoid(), x => Math.Clamp(x / 6 + 0.5, 0, 1), Inputs),
        ["hardswish"] = (x => x.hardswish(), x => x * Math.Clamp(x / 6 + 0.5, 0, 1), Inputs),
        ["threshold"] = (x => x.threshold(0.5, -7), x => x > 0.5 ? x : -7, Inputs),
        ["softplus"] = (x => x.softplus(2, 3), x => 2 * x > 3 ? x : Math.Log(1 + Math.Exp(2 * x)) / 2, Inputs),
        ["log_sigmoid"] = (x => x.log_sigmoid(), x => Math.Log(Sigmoid(x)), Inputs),
        ["clamp"] = (x => x.clamp(-0.5, 0.5), x => Math.Clamp(x, -0.5, 0.5), Inputs),
        ["clamp from below only"] = (x => x.clamp(min: -0.5), x => Math.Max(x, -0.5), Inputs),
        ["clip"] = (x => x.clip(max: 0.5), x => Math.Min(x, 0.5), Inputs),
        ["clamp_min"] = (x => x.clamp_min(0.5), x => Math.Max(x, 0.5), Inputs),
        ["clamp_max"] = (x => x.clamp_max(0.5), x => Math.Min(x, 0.5), Inputs),
        ["nan_to_num"] = (x => (x / 0).nan_to_num(7, 8, 9), x => x == 0 ? 7 : x > 0 ? 8 : 9, Inputs),
        ["pow of a number"] = (x => x.pow(3), x => x * x * x, Inputs),
        ["remainder"] = (x => x.remainder(2), x => x - 2 * Math.Floor(x / 2), Inputs),
        ["fmod"] = (x => x.fmod(2), x => x % 2, Inputs),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Function_has_the_value_of_its_formula(string name)
    {
        var (actual, expected, at) = Table[name];
        Close([.. at.Select(expected)], Numbers(actual(V(at))), 1e-10);
    }

    [Fact]
    public void Functions_without_a_formula_in_the_library_have_known_values()
    {
        Close([0.8427007929497149, -0.5204998778130465], Numbers(V(1, -0.5).erf()), 1e-12);
        Close([0.1572992070502851], Numbers(V(1).erfc()), 1e-12);
        Close([1], Numbers(V(0.8427007929497149).erfinv()), 1e-10);
        Close([Math.Log(24), 0], Numbers(V(5, 1).lgamma()), 1e-12);
        Close([-0.5772156649015329], Numbers(V(1).digamma()), 1e-12);
        Close([0.8413447460685429, 0], Numbers(V(1, 0).gelu()), 1e-12);
    }

    [Fact]
    public void Functions_of_torch_are_those_of_the_tensor()
    {
        var x = V(0.3, 0.6);
        Assert.True(exp(x).Equals(x.exp()));
        Assert.True(sigmoid(x).Equals(x.sigmoid()));
        Assert.True(pow(x, 2).Equals(x * x));
        Assert.True(nn.functional.softplus(x).Equals(x.softplus()));
        Assert.True(nn.functional.gelu(x).Equals(x.gelu()));
    }

    [Fact]
    public void In_place_functions_change_the_tensor_and_return_it()
    {
        var x = V(1, 4);
        Assert.Same(x, x.sqrt_());
        Values(x, 1, 2);
        Values(x.exp_().log_().neg_().abs_(), 1, 2);
        Values(x.add_(1), 2, 3);
        Values(x.sub_(1).mul_(6).div_(2), 3, 6);
        Values(x.pow_(2), 9, 36);
        Values(x.clamp_(10, 20), 10, 20);
        Values(x.sigmoid_().round_(), 1, 1);
        Values(x.zero_(), 0, 0);
        Values(x.fill_(3), 3, 3);
        Values(x.copy_(V(5, 6)), 5, 6);
        Values(x.relu_().tanh_().round_(1), 1, 1);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
