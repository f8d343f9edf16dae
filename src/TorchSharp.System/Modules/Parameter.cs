// A tensor that a module learns.

namespace TorchSharp.Modules;

public class Parameter : torch.Tensor
{
    /// <summary>Takes the tensor over: <paramref name="data"/> itself is as if disposed, its scope holds the parameter instead.</summary>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Decouple(data, out var scope), scope) => this.requires_grad = requires_grad;

    private static IntPtr Decouple(torch.Tensor data, out DisposeScope? scope)
    {
        scope = data.OwningDisposeScope;
        return data.DecoupleFromNativeHandle();
    }
}
