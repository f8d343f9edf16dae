// An operator of libtorch: found in the dispatcher on its first call, then called through its handle.

using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <param name="name">As the schema has it, e.g. <c>add</c> or <c>add_</c>.</param>
/// <param name="overload">The schema's overload, e.g. <c>Tensor</c>; often empty.</param>
/// <param name="library">The schema's namespace: libtorch's own, or <c>torchsharp</c> for operators of the door.</param>
internal sealed partial class Operator(string name, string overload = "", string library = "aten")
{
    private IntPtr handle;

    public override string ToString() => overload.Length == 0 ? $"{library}::{name}" : $"{library}::{name}.{overload}";

    /// <summary>For operators with one tensor as result.</summary>
    public torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, new Span<Value>(ref result));
        return Take(result);
    }

    /// <summary>For operators that change their first argument, which they return: no second handle is made.</summary>
    public torch.Tensor InPlace(params ReadOnlySpan<Argument> arguments)
    {
        Invoke(arguments, []);
        return arguments[0].As<torch.Tensor>();
    }

    public (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[2];
        Invoke(arguments, results);
        return (Take(results[0]), Take(results[1]));
    }

    public (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[3];
        Invoke(arguments, results);
        return (Take(results[0]), Take(results[1]), Take(results[2]));
    }

    public unsafe torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, new Span<Value>(ref result));
        var handles = (IntPtr*)result.Bits;
        var tensors = new torch.Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new torch.Tensor(handles[i]);
        Native.list_free((IntPtr)result.Bits);
        return tensors;
    }

    public bool CallBool(params ReadOnlySpan<Argument> arguments) => CallValue(arguments).Bits != 0;

    public long CallInt(params ReadOnlySpan<Argument> arguments) => CallValue(arguments).Bits;

    /// <summary>A number: int, double or bool.</summary>
    public Value CallValue(params ReadOnlySpan<Argument> arguments)
    {
        Value result = default;
        Invoke(arguments, new Span<Value>(ref result));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static torch.Tensor Take(Value result) => result.Tag == Tag.Tensor ? new torch.Tensor((IntPtr)result.Bits) : null!;

    private IntPtr Find()
    {
        var found = Native.operator_find($"{library}::{name}", overload, out var error);
        Errors.Check(error, this);
        return handle = found;
    }
}
