// Gradient descent against PyTorch's numbers, and its state.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class SGDTests
{
    [Fact]
    public void Plain_steps_are_PyTorchs() =>
        PyTorchSteps.Reach([0.4097073593785014, -0.6363279609214985, 1.1070642395785013], p => optim.SGD([p], 0.05));

    [Fact]
    public void Steps_with_momentum_and_weight_decay_are_PyTorchs() =>
        PyTorchSteps.Reach([-0.5694104738231028, 1.1968959365078284, -1.7469480807103905], p => optim.SGD([p], 0.05, momentum: 0.9, weight_decay: 5e-4));

    [Fact]
    public void Steps_with_Nesterovs_momentum_are_PyTorchs() =>
        PyTorchSteps.Reach([-0.281862296030025, 0.7531832331684983, -0.9718926488290406], p => optim.SGD([p], 0.05, momentum: 0.9, weight_decay: 0.01, nesterov: true));

    [Fact]
    public void Damped_steps_upwards_are_PyTorchs() =>
        PyTorchSteps.Reach([1.6862699911717827, -3.4103825902276528, 5.084038378771406], p => optim.SGD([p], 0.01, momentum: 0.9, dampening: 0.3, weight_decay: 0.01, maximize: true));

    [Fact]
    public void Training_goes_on_from_a_saved_state_as_if_uninterrupted()
    {
        var (straight, resumed) = (PyTorchSteps.Start(), PyTorchSteps.Start());
        using var first = optim.SGD([straight], 0.05, momentum: 0.9);
        using var before = optim.SGD([resumed], 0.05, momentum: 0.9);
        using var after = optim.SGD([resumed], 123);
        PyTorchSteps.Run(first, straight);
        PyTorchSteps.Run(before, resumed, to: 4);
        after.load_state_dict(before.state_dict());
        PyTorchSteps.Run(after, resumed, from: 5);
        Assert.True(straight.Equals(resumed));
        Assert.Equal(0.9, after.Momentum);
    }

    [Fact]
    public void The_momentum_begins_with_the_first_gradient()
    {
        var parameter = new Parameter(V(1));
        using var optimizer = optim.SGD([parameter], 0.1, momentum: 0.9, dampening: 0.5);
        var state = (SGD.State)optimizer.state_dict().State[0];
        Assert.Null(state.momentum_buffer);
        parameter.square().sum().backward();
        optimizer.step();
        Values(state.momentum_buffer!, 2);
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.SGD([a, b], 0.1, weight_decay: 0.5);
        a.sum().backward();
        optimizer.step();
        Values(b, 1);
    }

    [Fact]
    public void Groups_have_settings_of_their_own()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.SGD([new SGD.ParamGroup([a], lr: 0.5), new SGD.ParamGroup { Parameters = [b] }], 0.25);
        (a + b).sum().backward();
        optimizer.step();
        Values(a, 0.5);
        Values(b, 0.75);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Parameter[] parameters = [new(V(1))];
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, -1));
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, 1, momentum: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, 1, weight_decay: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, 0.1, nesterov: true));
    }
}
