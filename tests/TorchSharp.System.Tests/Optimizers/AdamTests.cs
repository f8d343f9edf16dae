// Adam against its formula in plain C#, its state, and its groups.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class AdamTests
{
    private const double Lr = 0.05;
    private const double Beta1 = 0.8;
    private const double Beta2 = 0.99;
    private const double Eps = 1e-6;
    private const double Decay = 0.1;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_steps_follow_the_formula(bool amsgrad)
    {
        var parameter = new Parameter(V(1, -2, 3));
        using var optimizer = optim.Adam([parameter], Lr, Beta1, Beta2, Eps, Decay, amsgrad);
        double[] theta = [1, -2, 3], m = new double[3], v = new double[3], largest = new double[3];
        for (var t = 1; t <= 100; t++)
        {
            optimizer.zero_grad();
            Loss(parameter, t).backward();
            optimizer.step();
            for (var i = 0; i < 3; i++)
            {
                var g = 2 * theta[i] + Math.Cos(t) + Decay * theta[i];
                m[i] = Beta1 * m[i] + (1 - Beta1) * g;
                v[i] = Beta2 * v[i] + (1 - Beta2) * g * g;
                largest[i] = Math.Max(largest[i], v[i]);
                var second = amsgrad ? largest[i] : v[i];
                theta[i] -= Lr / (1 - Math.Pow(Beta1, t)) * m[i] / (Math.Sqrt(second) / Math.Sqrt(1 - Math.Pow(Beta2, t)) + Eps);
            }

            Close(theta, Numbers(parameter), 1e-10);
        }
    }

    [Fact]
    public void Training_goes_on_from_a_saved_state_as_if_uninterrupted()
    {
        var (straight, resumed) = (new Parameter(V(1, -2)), new Parameter(V(1, -2)));
        using var first = optim.Adam([straight]);
        using var before = optim.Adam([resumed]);
        Run(first, straight, 1, 10);
        Run(before, resumed, 1, 5);
        using var after = optim.Adam([resumed], lr: 123);
        after.load_state_dict(before.state_dict());
        Run(before, new Parameter(V(0)), 1, 1);
        Run(after, resumed, 6, 10);
        Assert.True(straight.Equals(resumed));
        Assert.Equal(10, ((Adam.State)after.state_dict().State[0]).step);
        Assert.Equal(0.001, after.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void A_loaded_state_is_independent_of_its_source()
    {
        var parameter = new Parameter(V(1));
        using var source = optim.Adam([parameter]);
        Run(source, parameter, 1, 1);
        using var target = optim.Adam([parameter]);
        target.load_state_dict(source.state_dict());
        var (own, other) = ((Adam.State)target.state_dict().State[0], (Adam.State)source.state_dict().State[0]);
        Assert.True(own.ApproximatelyEquals(other));
        other.exp_avg.zero_();
        Assert.False(own.ApproximatelyEquals(other));
        Assert.Throws<ArgumentException>(() => target.load_state_dict(optim.Adam([parameter, new Parameter(V(1))]).state_dict()));
    }

    [Fact]
    public void The_state_is_live_and_in_the_order_of_the_parameters()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1, 2)));
        using var optimizer = optim.Adam([a, b]);
        var states = optimizer.state_dict().State.Cast<Adam.State>().ToList();
        Assert.Equal([1L, 2L], states.Select(s => s.exp_avg.numel()));
        states[0].step = 7;
        Assert.Equal(7, ((Adam.State)optimizer.state_dict().State[0]).step);
        Assert.Equal([[0, 1]], optimizer.state_dict().StateIndexRef);
    }

    [Fact]
    public void Groups_have_settings_of_their_own()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.Adam([new Adam.ParamGroup([a], lr: 0.5), new Adam.ParamGroup { Parameters = [b] }], lr: 0.1);
        (a + b).sum().backward();
        optimizer.step();
        Close([0.5], Numbers(a), 1e-6);
        Close([0.9], Numbers(b), 1e-6);
        optimizer.ParamGroups.Last().LearningRate = 0;
        optimizer.step();
        Close([0.9], Numbers(b), 1e-6);
        Assert.Equal(2, optimizer.parameters().Count());
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.Adam([a, b]);
        a.sum().backward();
        optimizer.step();
        Values(b, 1);
        Assert.Equal([1L, 0L], optimizer.state_dict().State.Select(s => ((Adam.State)s).step));
    }

    [Fact]
    public void A_closure_is_evaluated_with_gradients()
    {
        var a = new Parameter(V(3));
        using var optimizer = optim.Adam([a]);
        using var nothing = no_grad();
        var loss = optimizer.step(() =>
        {
            var value = a.square().sum();
            value.backward();
            return value;
        });
        Values(loss!, 9);
        Close([2.999], Numbers(a), 1e-6);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Parameter[] parameters = [new(V(1))];
        Assert.Throws<ArgumentException>(() => optim.Adam(parameters, lr: -1));
        Assert.Throws<ArgumentException>(() => optim.Adam(parameters, beta1: 1));
    }

    private static Tensor Loss(Parameter parameter, int t) => (parameter.square() + parameter * Math.Cos(t)).sum();

    private static void Run(Adam optimizer, Parameter parameter, int from, int to)
    {
        for (var t = from; t <= to; t++)
        {
            optimizer.zero_grad();
            Loss(parameter, t).backward();
            optimizer.step();
        }
    }
}
