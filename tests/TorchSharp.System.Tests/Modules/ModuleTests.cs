// Names, order and state of modules.

using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleTests
{
    [Fact]
    public void Components_are_registered_under_their_fields_names_in_the_order_of_declaration()
    {
        using var model = new Nested();
        Assert.Equal(
            ["scale", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "tail.0.weight", "tail.0.bias", "tail.act.weight", "tail.act.bias", "renamed.weight"],
            model.named_parameters().Select(p => p.name));
        Assert.Equal(["tail.act.running_mean", "tail.act.running_var", "tail.act.num_batches_tracked"], model.named_buffers().Select(b => b.name));
        Assert.Equal(["first", "blocks", "tail", "renamed"], model.named_children().Select(c => c.name));
        Assert.Contains("tail.act", model.named_modules().Select(m => m.name));
        Assert.Equal("Nested", model.GetName());
    }

    [Fact]
    public void Loading_copies_values_and_keeps_the_parameters()
    {
        using var source = new Nested();
        using var target = new Nested();
        var kept = target.get_parameter("first.weight")!;
        Assert.False(kept.Equals(source.get_parameter("first.weight")!));
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Same(kept, target.get_parameter("first.weight"));
        Assert.All(source.state_dict(), p => Assert.True(target.state_dict()[p.Key].Equals(p.Value)));
        using (no_grad())
            source.get_parameter("first.weight")!.zero_();
        Assert.NotEqual(0, kept.abs().sum().item<float>());
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_the_names()
    {
        using var model = new Nested();
        var state = model.state_dict();
        state.Remove("scale");
        state["extra"] = ones(1);
        var exception = Assert.Throws<InvalidOperationException>(() => model.load_state_dict(state));
        Assert.Contains("scale", exception.Message, StringComparison.Ordinal);
        Assert.Contains("extra", exception.Message, StringComparison.Ordinal);
        var (missing, unexpected) = model.load_state_dict(state, strict: false);
        Assert.Equal(["scale"], missing);
        Assert.Equal(["extra"], unexpected);
        state["first.weight"] = ones(1, 1);
        Assert.Throws<ArgumentException>(() => model.load_state_dict(state, strict: false));
    }

    [Fact]
    public void A_name_is_given_once_and_has_no_dot()
    {
        using var model = new Nested();
        Assert.Throws<ArgumentException>(() => model.register_buffer("scale", ones(1)));
        Assert.Throws<ArgumentException>(() => model.register_buffer("a.b", ones(1)));
        model.register_buffer("table", ones(3), persistent: false);
        Assert.True(model.has_buffer("table"));
        Assert.DoesNotContain("table", model.state_dict().Keys);
    }

    [Fact]
    public void Training_and_evaluation_reach_every_module()
    {
        using var model = new Nested();
        model.eval();
        Assert.All(model.modules().Append(model), m => Assert.False(m.training));
        model.train();
        Assert.All(model.modules().Append(model), m => Assert.True(m.training));
        var visited = 0;
        model.apply(_ => visited++);
        Assert.Equal(model.modules().Count() + 1, visited);
    }

    [Fact]
    public void A_move_keeps_the_parameters_objects_and_the_types_of_counts()
    {
        using var model = new Nested();
        var before = model.parameters().ToList();
        Assert.Same(model, model.to(float64));
        Assert.All(model.parameters().Zip(before), p => Assert.Same(p.Second, p.First));
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.All(model.parameters(), p => Assert.True(p is { requires_grad: true, is_leaf: true }));
        Assert.Equal(ScalarType.Int64, model.get_buffer("tail.act.num_batches_tracked")!.dtype);
        Assert.Equal(ScalarType.Float64, model.get_buffer("tail.act.running_mean")!.dtype);
    }

    [Fact]
    public void Gradients_are_removed_or_zeroed()
    {
        using var layer = nn.Linear(2, 1);
        layer.call(ones(1, 2)).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal(0, layer.weight.grad!.abs().sum().item<float>());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void Hooks_see_and_replace_input_and_result()
    {
        using var layer = nn.Identity();
        var seen = 0;
        var before = layer.register_forward_pre_hook((_, x) => x + 1);
        var after = layer.register_forward_hook((_, _, y) => y * 10);
        var observer = layer.register_forward_hook((nn.Module _) => seen++);
        Assert.Equal(20, layer.call(ones(1)).item<float>());
        before.remove();
        Assert.Equal(10, layer.call(ones(1)).item<float>());
        after.remove();
        observer.remove();
        Assert.Equal(1, layer.call(ones(1)).item<float>());
        Assert.Equal(2, seen);
    }

    [Fact]
    public void A_list_of_modules_follows_its_changes()
    {
        using var list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 2));
        list.Add(nn.Linear(1, 3));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], list.named_parameters().Select(p => p.name));
        list.RemoveAt(0);
        Assert.Equal(2, list.named_children().Count());
        Assert.Equal(3, list[1].out_features);
    }

    [Fact]
    public void A_shared_parameter_is_listed_once()
    {
        using var first = nn.Linear(2, 2);
        using var model = nn.Sequential(first, nn.Linear(first.weight));
        Assert.Equal(["0.weight", "0.bias"], model.named_parameters().Select(p => p.name));
    }

    private sealed class Nested : nn.Module<Tensor, Tensor>
    {
        public readonly Parameter scale = new(ones(1));
        private readonly Linear first = nn.Linear(3, 3);
        private readonly ModuleList<Linear> blocks = nn.ModuleList(nn.Linear(3, 3), nn.Linear(3, 3));
        private readonly Sequential tail = nn.Sequential(nn.Linear(3, 3)).append("act", nn.BatchNorm1d(3));

        [ComponentName(Name = "renamed")]
        private readonly Linear last = nn.Linear(3, 3, hasBias: false);

        public Nested()
            : base(nameof(Nested)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = first.call(input) * scale;
            foreach (var block in blocks)
                x = block.call(x);
            return last.call(tail.call(x));
        }
    }
}
