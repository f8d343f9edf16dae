// AdamW against PyTorch's numbers, in one native call and by operators, and its state.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optimizers;

public class AdamWTests
{
    [Fact]
    public void Steps_are_PyTorchs() =>
        PyTorchSteps.Reach([0.49878440438579463, -1.42056205827769, 2.367806842331332], p => optim.AdamW([p], 0.05, 0.9, 0.9, weight_decay: 0.1));

    [Fact]
    public void Steps_by_operators_are_PyTorchs() =>
        PyTorchSteps.Reach([0.5073327415530796, -1.4210996967102685, 2.3684031882906336], p => optim.AdamW([p], 0.05, 0.9, 0.9, weight_decay: 0.1, amsgrad: true));

    [Fact]
    public void Steps_upwards_are_PyTorchs() =>
        PyTorchSteps.Reach([1.3152284110993837, -2.1848377882223233, 3.044525778046166], p => optim.AdamW([p], 0.05, 0.8, 0.99, 1e-6, 0.3, maximize: true));

    [Fact]
    public void Floats_take_the_same_steps_natively_and_by_operators()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var start = randn([16, 3, 4, 4], ScalarType.Float32, CPU, generator: generator);
        Parameter native = new(start.clone()), plain = new(start.clone());
        using var ours = optim.AdamW([native], 0.01, 0.9, 0.9, weight_decay: 0.1);
        using var other = optim.AdamW([plain], 0.01, 0.9, 0.9, weight_decay: 0.1, amsgrad: true); // the largest second moment is the last while gradients grow
        for (var t = 1; t <= 20; t++)
        {
            Step(ours, native, t);
            Step(other, plain, t);
        }

        Assert.True((native - plain).abs().max().ToDouble() < 1e-6);
        Assert.True((native - start).abs().min().ToDouble() > 0.05);
    }

    [Fact]
    public void Training_goes_on_from_a_saved_state_as_if_uninterrupted()
    {
        var (straight, resumed) = (PyTorchSteps.Start(), PyTorchSteps.Start());
        using var first = optim.AdamW([straight], weight_decay: 0.1);
        using var before = optim.AdamW([resumed], weight_decay: 0.1);
        using var after = optim.AdamW([resumed], lr: 123);
        PyTorchSteps.Run(first, straight);
        PyTorchSteps.Run(before, resumed, to: 5);
        after.load_state_dict(before.state_dict());
        PyTorchSteps.Run(after, resumed, from: 6);

        Assert.True(straight.Equals(resumed));
        Assert.Equal(PyTorchSteps.Count, ((AdamW.State)after.state_dict().State[0]).step);
    }

    [Fact]
    public void Without_a_gradient_not_even_the_decay_acts()
    {
        var (a, b) = (new Parameter(V(1)), new Parameter(V(1)));
        using var optimizer = optim.AdamW([a, b], weight_decay: 0.5);
        a.sum().backward();
        optimizer.step();
        Values(b, 1);
        Assert.Equal([1L, 0L], optimizer.state_dict().State.Select(state => ((AdamW.State)state).step));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Parameter[] parameters = [new(V(1))];
        Assert.Equal("beta2", Assert.Throws<ArgumentException>(() => optim.AdamW(parameters, beta2: 1)).ParamName);
        Assert.Equal("weight_decay", Assert.Throws<ArgumentException>(() => optim.AdamW(parameters, weight_decay: -0.1)).ParamName);
    }

    private static void Step(AdamW optimizer, Parameter parameter, int t)
    {
        optimizer.zero_grad();
        (parameter.sum() * t).backward();
        optimizer.step();
    }
}
