// Adadelta against PyTorch's numbers, and its state.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class AdadeltaTests
{
    [Fact]
    public void Steps_with_the_usual_settings_are_PyTorchs() =>
        PyTorchSteps.Reach([0.9729701617377697, -1.9651744576079069, 2.967986963462738], p => optim.Adadelta([p]));

    [Fact]
    public void Steps_with_other_settings_are_PyTorchs() =>
        PyTorchSteps.Reach([0.613886573271674, -1.4630293881433933, 2.4853007281694293], p => optim.Adadelta([p], lr: 0.7, rho: 0.8, eps: 1e-3, weight_decay: 0.1));

    [Fact]
    public void Steps_upwards_are_PyTorchs() =>
        PyTorchSteps.Reach([1.0135215115442497, -2.017559560813873, 3.016039765258248], p => optim.Adadelta([p], lr: 0.5, weight_decay: 0.1, maximize: true));

    [Fact]
    public void Training_goes_on_from_a_saved_state_as_if_uninterrupted()
    {
        var (straight, resumed) = (PyTorchSteps.Start(), PyTorchSteps.Start());
        using var first = optim.Adadelta([straight]);
        using var before = optim.Adadelta([resumed]);
        using var after = optim.Adadelta([resumed], lr: 123);
        PyTorchSteps.Run(first, straight);
        PyTorchSteps.Run(before, resumed, to: 4);
        after.load_state_dict(before.state_dict());
        PyTorchSteps.Run(after, resumed, from: 5);
        Assert.True(straight.Equals(resumed));
        Assert.True(after.state_dict().State[0].ApproximatelyEquals(first.state_dict().State[0]));
        Assert.False(after.state_dict().State[0].ApproximatelyEquals(before.state_dict().State[0]));
        Assert.Equal(1, after.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void A_parameter_without_gradient_stays_and_its_steps_are_not_counted()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.Adadelta([a, b], weight_decay: 0.5);
        a.sum().backward();
        optimizer.step();
        Values(b, 1);
        Assert.Equal([1L, 0L], optimizer.state_dict().State.Select(state => ((Adadelta.State)state).step));
    }

    [Fact]
    public void Groups_have_settings_of_their_own()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.Adadelta([new Adadelta.ParamGroup([a], lr: 0), new Adadelta.ParamGroup { Parameters = [b] }], lr: 1);
        (a + b).sum().backward();
        optimizer.step();
        Values(a, 1);
        Assert.True(Numbers(b)[0] < 1);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Parameter[] parameters = [new(V(1))];
        Assert.Throws<ArgumentException>(() => optim.Adadelta(parameters, lr: -1));
        Assert.Throws<ArgumentException>(() => optim.Adadelta(parameters, rho: 1.1));
        Assert.Throws<ArgumentException>(() => optim.Adadelta(parameters, eps: -1));
        Assert.Throws<ArgumentException>(() => optim.Adadelta(parameters, weight_decay: -1));
    }
}
