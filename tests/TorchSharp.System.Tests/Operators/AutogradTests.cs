// What is recorded for gradients, and when.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class AutogradTests
{
    [Fact]
    public void Gradients_add_up_over_backward_passes()
    {
        var x = V(2).requires_grad_();
        (x * x).sum().backward();
        (x * x).sum().backward();
        Values(x.grad!, 8);
    }

    [Fact]
    public void There_is_no_gradient_before_backward()
    {
        Assert.Null(V(1).requires_grad_().grad);
        var x = V(1);
        (x * V(2).requires_grad_()).sum().backward();
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_gradient_can_be_set_and_removed()
    {
        var x = V(1, 2).requires_grad_();
        x.grad = V(3, 4);
        Values(x.grad!, 3, 4);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Nothing_is_recorded_under_no_grad()
    {
        var x = V(2).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }

        Assert.True((x * 2).requires_grad);
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void A_detached_tensor_is_a_leaf_without_gradient()
    {
        var x = V(2).requires_grad_();
        var y = x * 2;
        Assert.True(x.is_leaf);
        Assert.False(y.is_leaf);
        Assert.False(y.detach().requires_grad);
        Assert.True(y.detach_().is_leaf);
    }

    [Fact]
    public void Inner_gradients_stay_when_they_are_asked_for()
    {
        var x = V(2).requires_grad_();
        var y = x * 3;
        y.retain_grad();
        (y * y).sum().backward();
        Values(y.grad!, 12);
    }

    [Fact]
    public void Gradients_of_gradients()
    {
        var x = V(3).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        Values(first, 27);
        Values(autograd.grad([first.sum()], [x])[0], 18);
    }

    [Fact]
    public void Weighted_outputs_and_chosen_inputs()
    {
        var (x, y) = (V(1, 2).requires_grad_(), V(3, 4).requires_grad_());
        autograd.backward([x * y], [V(10, 100)], inputs: [x]);
        Values(x.grad!, 30, 400);
        Assert.Null(y.grad);
    }

    [Fact]
    public void Backward_twice_needs_the_graph_to_be_retained()
    {
        var x = V(3).requires_grad_();
        var y = x.exp().sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => y.backward());
    }

    [Fact]
    public void Inputs_that_are_not_used_have_no_gradient()
    {
        var (x, y) = (V(1).requires_grad_(), V(1).requires_grad_());
        Assert.Null(autograd.grad([x.sum()], [x, y], allow_unused: true)[1]);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => autograd.grad([x.sum()], [x, y]));
    }
}
