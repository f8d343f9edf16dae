// Modules that have nothing to learn.

namespace TorchSharp.Modules;

public interface IParameterLessModule
{
}

public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw Refused();

    public override void register_parameter(string name, Parameter? param) => throw Refused();

    public override void register_module(string name, torch.nn.Module submodule) => throw Refused();

    private InvalidOperationException Refused() => new($"{GetName()} has neither parameters, buffers nor submodules.");
}
