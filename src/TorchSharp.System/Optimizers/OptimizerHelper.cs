// The part of an optimizer that does not depend on its rule.

namespace TorchSharp.Modules;

public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private protected readonly List<ParamGroup> groups = [];
    private protected readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper()
    {
    }

    public override IEnumerable<torch.optim.ILearningRateController> ParamGroups => groups;

    public override IEnumerable<Parameter> parameters() => groups.SelectMany(g => g.Parameters);

    /// <summary>The live options and states: no copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in groups)
        {
            dictionary.Options.Add(group.Options);
            var indices = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                indices.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }

            dictionary.StateIndexRef.Add(indices);
        }

        return dictionary;
    }

    /// <exception cref="ArgumentException">When the number of groups or parameters differs.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
            throw new ArgumentException(
                $"The state has {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, the optimizer {own.Options.Count} and {own.State.Count}.", nameof(state_dict));
        for (var i = 0; i < own.Options.Count; i++)
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < own.State.Count; i++)
            own.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>Moves the state, as the parameters moved.</summary>
    public void to(torch.Device device)
    {
        foreach (var state in states.Values)
            state.to(device);
    }

    protected torch.Tensor? _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        torch.Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var recording = torch.enable_grad();
            loss = loss_closure();
        }

        using var nothing = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var group in groups)
            body((T)group);
        return loss;
    }

    private protected void Include(ParamGroup group, Func<Parameter, OptimizerState> create)
    {
        group.Parameters = [.. group.Parameters];
        groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = create(parameter);
            state.Initialize(group.Options);
            states[parameter] = state;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        foreach (var state in states.Values)
            (state as IDisposable)?.Dispose();
        states.Clear();
    }
}
