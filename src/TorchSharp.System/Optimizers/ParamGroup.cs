// Parameters that share options, the options, and the state of one parameter.

namespace TorchSharp.Modules;

public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}

public abstract class OptimizerState
{
    private protected readonly Parameter parameter;

    protected OptimizerState(Parameter parameter) => this.parameter = parameter;

    /// <summary>The state before the first step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Copies from a state of the same kind.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(torch.Device device)
    {
    }

    private protected static torch.Tensor Own(torch.Tensor tensor) => tensor.DetachFromDisposeScope();

    // Copies are independent of the source, on the device of the one that is replaced.
    private protected static void Replace(ref torch.Tensor? own, torch.Tensor? source, torch.Device device)
    {
        var copy = source is null ? null : Own(source.detach().to(device, copy: true));
        own?.Dispose();
        own = copy;
    }

    private protected static bool Close(torch.Tensor? left, torch.Tensor? right) =>
        (left is null && right is null) || (left is not null && right is not null && left.allclose(right));
}

public class ParamGroup : torch.optim.ILearningRateController
{
    public ParamGroup()
    {
        Parameters = [];
        Options = new();
    }

    public IEnumerable<Parameter> Parameters { get; set; }

    public OptimizerOptions Options { get; set; }

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
