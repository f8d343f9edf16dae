// One argument of an operator: anything that the dispatcher takes, without an allocation.

using System.Runtime.CompilerServices;

namespace TorchSharp.Interop;

/// <summary>Made by implicit conversion; a null reference becomes None.</summary>
internal readonly struct Argument
{
    public readonly object? Reference;
    public readonly long Bits;
    public readonly Tag Tag;

    private Argument(Tag tag, long bits) => (Tag, Bits) = (tag, bits);

    private Argument(Tag tag, object? reference) => (Tag, Reference) = (reference is null ? Tag.None : tag, reference);

    public static Argument None => default;

    public static implicit operator Argument(torch.Tensor? tensor) => new(Tag.Tensor, tensor);

    public static implicit operator Argument(long value) => new(Tag.Int, value);

    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);

    public static implicit operator Argument(long? value) => value is { } v ? v : None;

    public static implicit operator Argument(double? value) => value is { } v ? v : None;

    public static implicit operator Argument(bool? value) => value is { } v ? v : None;

    public static implicit operator Argument(torch.ScalarType type) => new(Tag.Int, (long)type);

    public static implicit operator Argument(torch.ScalarType? type) => type is { } t ? t : None;

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? None : new(scalar.Tag, scalar.Bits);

    public static implicit operator Argument(long[]? list) => new(Tag.IntList, list);

    public static implicit operator Argument(double[]? list) => new(Tag.DoubleList, list);

    public static implicit operator Argument(bool[]? list) => new(Tag.BoolList, list);

    public static implicit operator Argument(torch.Tensor[]? list) => new(Tag.TensorList, list);

    public static implicit operator Argument(string? text) => new(Tag.String, text);

    public static implicit operator Argument(torch.Generator? generator) => new(Tag.Generator, generator);

    public static implicit operator Argument(torch.Device? device) =>
        device is null ? None : new(Tag.Device, ((long)device.type << 32) | (uint)device.index);

    /// <summary>A list in which null stands for "this dimension whole", as aten::index takes it.</summary>
    public static Argument Optional(torch.Tensor?[] list) => new(Tag.OptionalTensorList, list);

    public T As<T>() where T : class => Unsafe.As<T>(Reference!);
}
