// How tensors are made: sizes, types and devices resolved once, for all the overloads.

using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

internal static class Factories
{
    public static torch.Tensor zeros(long[] size, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.zeros.Call(size, Type(dtype), Argument.None, device).with_requires_grad(requiresGrad);

    public static torch.Tensor ones(long[] size, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.ones.Call(size, Type(dtype), Argument.None, device).with_requires_grad(requiresGrad);

    public static torch.Tensor empty(long[] size, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.empty_memory_format.Call(size, Type(dtype), Argument.None, device).with_requires_grad(requiresGrad);

    /// <summary>Without a type the value's own decides, as in PyTorch: booleans, integers, else the default type.</summary>
    public static torch.Tensor full(long[] size, Scalar value, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.full.Call(size, value, dtype ?? Implied(value), Argument.None, device).with_requires_grad(requiresGrad);

    public static torch.Tensor rand(long[] size, torch.Generator? generator, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.rand_generator.Call(size, generator, Type(dtype), Argument.None, device).with_requires_grad(requiresGrad);

    public static torch.Tensor randn(long[] size, torch.Generator? generator, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) =>
        Aten.randn_generator.Call(size, generator, Type(dtype), Argument.None, device).with_requires_grad(requiresGrad);

    public static torch.Tensor FromScalar<T>(T value, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad)
        where T : unmanaged => FromSpan(new ReadOnlySpan<T>(in value), [], dtype, device, requiresGrad);

    public static unsafe torch.Tensor FromSpan<T>(ReadOnlySpan<T> values, long[] size, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad)
        where T : unmanaged
    {
        var count = 1L;
        foreach (var length in size)
            count *= length;
        if (count != values.Length)
            throw new ArgumentException($"The shape [{string.Join(",", size)}] has {count} elements, but {values.Length} values are given.", nameof(size));
        var tensor = Aten.empty_memory_format.Call(size, TypeOf<T>(), Argument.None, torch.CPU);
        values.CopyTo(new Span<T>((void*)tensor.DataPointer, values.Length));
        if ((dtype is { } type && type != TypeOf<T>()) || device is { type: not DeviceType.CPU })
            tensor = tensor.to(dtype ?? TypeOf<T>(), device ?? torch.CPU, disposeAfter: true);
        return tensor.with_requires_grad(requiresGrad);
    }

    /// <summary>From an array of any rank.</summary>
    public static torch.Tensor FromArray(Array values, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad) => values switch
    {
        _ when values.GetType().GetElementType() == typeof(float) => FromArray<float>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(double) => FromArray<double>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(long) => FromArray<long>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(int) => FromArray<int>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(short) => FromArray<short>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(byte) => FromArray<byte>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(sbyte) => FromArray<sbyte>(values, dtype, device, requiresGrad),
        _ when values.GetType().GetElementType() == typeof(bool) => FromArray<bool>(values, dtype, device, requiresGrad),
        _ => throw new NotSupportedException($"No tensor is made from elements of type {values.GetType().GetElementType()}."),
    };

    /// <exception cref="NotSupportedException">When no element type of tensors corresponds.</exception>
    public static torch.ScalarType TypeOf<T>()
    {
        if (typeof(T) == typeof(float))
            return torch.ScalarType.Float32;
        if (typeof(T) == typeof(double))
            return torch.ScalarType.Float64;
        if (typeof(T) == typeof(long))
            return torch.ScalarType.Int64;
        if (typeof(T) == typeof(int))
            return torch.ScalarType.Int32;
        if (typeof(T) == typeof(short))
            return torch.ScalarType.Int16;
        if (typeof(T) == typeof(byte))
            return torch.ScalarType.Byte;
        if (typeof(T) == typeof(sbyte))
            return torch.ScalarType.Int8;
        if (typeof(T) == typeof(bool))
            return torch.ScalarType.Bool;
        if (typeof(T) == typeof(Half))
            return torch.ScalarType.Float16;
        throw new NotSupportedException($"No element type of tensors corresponds to {typeof(T)}.");
    }

    internal static torch.ScalarType Type(torch.ScalarType? dtype) => dtype ?? torch.get_default_dtype();

    internal static torch.ScalarType Implied(Scalar value) => value.Tag switch
    {
        Tag.Bool => torch.ScalarType.Bool,
        Tag.Int => torch.ScalarType.Int64,
        _ => torch.get_default_dtype(),
    };

    internal static torch.ScalarType Implied(ReadOnlySpan<Scalar> values)
    {
        foreach (var value in values)
        {
            if (value.Tag == Tag.Double)
                return torch.get_default_dtype();
        }

        return torch.ScalarType.Int64;
    }

    private static torch.Tensor FromArray<T>(Array values, torch.ScalarType? dtype, torch.Device? device, bool requiresGrad)
        where T : unmanaged
    {
        var size = Enumerable.Range(0, values.Rank).Select(values.GetLongLength).ToArray();
        var elements = MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return FromSpan(elements, size, dtype, device, requiresGrad);
    }
}
