// Who disposes a tensor: its scope, an outer one, or nobody but its owner.

using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Memory;

public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_is_made_inside()
    {
        var before = ones(2);
        Tensor inside, derived;
        using (NewDisposeScope())
        {
            inside = ones(2);
            derived = inside + before;
        }

        Assert.True(inside.IsInvalid);
        Assert.True(derived.IsInvalid);
        Assert.False(before.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => inside.Handle);
    }

    [Fact]
    public void The_innermost_scope_owns_a_new_tensor()
    {
        using var outer = NewDisposeScope();
        var first = ones(1);
        using (var inner = NewDisposeScope())
        {
            Assert.Same(inner, CurrentDisposeScope);
            var second = ones(1);
            Assert.True(inner.Contains(second));
            Assert.False(outer.Contains(second));
            Assert.Equal(1, inner.DisposablesCount);
        }

        Assert.Same(outer, CurrentDisposeScope);
        Assert.True(outer.Contains(first));
        Assert.False(first.IsInvalid);
    }

    [Fact]
    public void A_tensor_moves_to_the_outer_scope()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
                moved = ones(1).MoveToOuterDisposeScope();
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached, moved, chosen;
        using (var outer = NewDisposeScope())
        {
            using var inner = NewDisposeScope();
            detached = ones(1).DetachFromDisposeScope();
            moved = outer.MoveToOuter(inner.MoveToOuter(ones(1)));
            chosen = inner.Detach(ones(1));
        }

        Assert.False(detached.IsInvalid);
        Assert.False(moved.IsInvalid);
        Assert.False(chosen.IsInvalid);
        detached.Dispose();
        Assert.True(detached.IsInvalid);
    }

    [Fact]
    public void A_scope_leaves_alone_what_it_does_not_own()
    {
        Tensor x;
        using (var outer = NewDisposeScope())
        {
            using var inner = NewDisposeScope();
            x = outer.Detach(ones(1));
            Assert.True(inner.Contains(x));
        }

        Assert.True(x.IsInvalid);
    }

    [Fact]
    public void A_scope_can_keep_a_result()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (ones(1), ones(1), ones(1));
        Assert.Same(b, scope.DisposeEverythingBut(b));
        Assert.True(a.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.True(c.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_tensor_disposed_by_hand_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        x.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
        x.Dispose();
    }

    [Fact]
    public void A_tensor_moves_to_the_scope_of_another()
    {
        using var outer = NewDisposeScope();
        var anchor = ones(1);
        using var inner = NewDisposeScope();
        var x = ones(1).MoveToOtherDisposeScope(anchor);
        Assert.True(outer.Contains(x));
        Assert.False(inner.Contains(x));
        inner.Attach(x);
        Assert.True(inner.Contains(x));
        Assert.False(outer.Contains(x));
    }

    [Fact]
    public void An_expression_in_a_wrapped_scope_leaves_only_its_result()
    {
        using var scope = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => (ones(2) + 1) * 3);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(12, result.sum().item<float>());
    }

    [Fact]
    public void Scopes_of_one_thread_do_not_hold_tensors_of_another()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(1));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        Assert.False(scope.Contains(other!));
    }

    [Fact]
    public void A_parameter_of_a_module_and_the_state_of_an_optimizer_outlive_the_scope_they_are_made_in()
    {
        nn.Module<Tensor, Tensor> module;
        Adam optimizer;
        using (NewDisposeScope())
        {
            module = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2));
            optimizer = optim.Adam(module.parameters());
            module.call(ones(2, 2)).sum().backward();
            optimizer.step();
        }

        Assert.All(module.state_dict().Values, t => Assert.False(t.IsInvalid));
        Assert.All(optimizer.state_dict().State, s => Assert.False(((Adam.State)s).exp_avg.IsInvalid));
        module.Dispose();
        Assert.All(module.parameters(), p => Assert.True(p.IsInvalid));
    }

    [Fact]
    public void A_parameter_takes_its_tensor_over()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(scope.Contains(parameter));
    }

    [Fact]
    public void A_forgotten_tensor_is_freed_by_the_collector()
    {
        var before = TorchExtensions.live_tensors;
        Forget();
        Assert.True(TorchExtensions.live_tensors >= before + 100);
        for (var attempt = 0; attempt < 20 && TorchExtensions.live_tensors > before; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(TorchExtensions.live_tensors <= before);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (var i = 0; i < 100; i++)
            _ = ones(1);
    }
}
