// Messages from the door as .NET exceptions, with the operator's name and what it was given.

using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static class Errors
{
    /// <exception cref="ExternalException">When there is a message; TorchSharp throws the same type.</exception>
    public static void Check(IntPtr error, object? what = null)
    {
        if (error != 0)
            throw new ExternalException(what is null ? Take(error) : $"{what}: {Take(error)}");
    }

    public static ExternalException Failure(IntPtr error, Operator op, ReadOnlySpan<Argument> arguments)
    {
        var described = new List<string>(arguments.Length);
        foreach (var argument in arguments)
            described.Add(Describe(argument));
        return new($"{op}({string.Join(", ", described)}): {Take(error)}");
    }

    /// <summary>A message of the door, which is freed.</summary>
    public static string Take(IntPtr message)
    {
        var text = Marshal.PtrToStringUTF8(message) ?? "";
        Native.message_free(message);
        return text;
    }

    private static string Describe(in Argument argument) => argument.Tag switch
    {
        Tag.None => "none",
        Tag.Tensor => Describe(argument.As<torch.Tensor>()),
        Tag.Int => argument.Bits.ToString(CultureInfo.InvariantCulture),
        Tag.Double => BitConverter.Int64BitsToDouble(argument.Bits).ToString(CultureInfo.InvariantCulture),
        Tag.Bool => argument.Bits != 0 ? "true" : "false",
        Tag.IntList => $"[{string.Join(",", argument.As<long[]>())}]",
        Tag.DoubleList => $"[{string.Join(",", argument.As<double[]>())}]",
        Tag.BoolList => $"[{string.Join(",", argument.As<bool[]>())}]",
        Tag.TensorList or Tag.OptionalTensorList =>
            $"[{string.Join(", ", argument.As<torch.Tensor?[]>().Select(t => t is null ? "none" : Describe(t)))}]",
        Tag.String => $"\"{argument.As<string>()}\"",
        Tag.Generator => "generator",
        _ => "device",
    };

    private static string Describe(torch.Tensor tensor) => $"{tensor.dtype}[{string.Join(",", tensor.shape)}]";
}
