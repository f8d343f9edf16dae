// The door's functions as C# sees them; native/door.h states the rules of handles and errors.

using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>A number, a handle or a list on its way into or out of an operator.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public int Length;
    public long Bits;
}

internal enum Tag
{
    None, Tensor, Int, Double, Bool, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, String, Generator, Device,
}

[StructLayout(LayoutKind.Sequential)]
internal struct TensorFacts
{
    public long Dimensions, Elements, ElementSize, StorageOffset;
    public int ScalarType, DeviceType, DeviceIndex, IsContiguous;
}

internal static unsafe partial class Native
{
    private const string Library = "torchsharp_native";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial IntPtr operator_find(string name, string overload, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int operator_call(IntPtr op, Value* arguments, int count, Value* results, int capacity, IntPtr* error);

    [LibraryImport(Library)]
    public static partial void list_free(IntPtr items);

    [LibraryImport(Library)]
    public static partial void message_free(IntPtr message);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long tensor_live();

    [LibraryImport(Library)]
    public static partial void tensor_free(IntPtr tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial IntPtr tensor_alias(IntPtr tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int tensor_scalar_type(IntPtr tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long tensor_dimensions(IntPtr tensor);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial long tensor_elements(IntPtr tensor);

    [LibraryImport(Library)]
    public static partial int tensor_shape(IntPtr tensor, long* sizes, long* strides, int capacity, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void tensor_facts(IntPtr tensor, out TensorFacts facts, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr tensor_data(IntPtr tensor, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr tensor_from_memory(
        IntPtr memory, long* sizes, int dimensions, int scalarType, delegate* unmanaged<IntPtr, void> release, IntPtr owner, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int tensor_requires_grad(IntPtr tensor);

    [LibraryImport(Library)]
    public static partial void tensor_set_requires_grad(IntPtr tensor, int requiresGrad, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int tensor_is_leaf(IntPtr tensor);

    [LibraryImport(Library)]
    public static partial void tensor_retain_grad(IntPtr tensor, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr tensor_grad(IntPtr tensor, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void tensor_set_grad(IntPtr tensor, IntPtr grad, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void autograd_backward(
        IntPtr* tensors, int count, IntPtr* grads, int retainGraph, int createGraph, IntPtr* inputs, int inputCount, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void autograd_grad(
        IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount, IntPtr* gradOutputs,
        int retainGraph, int createGraph, int allowUnused, IntPtr* results, out IntPtr error);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int grad_mode_get();

    [LibraryImport(Library), SuppressGCTransition]
    public static partial void grad_mode_set(int enabled);

    [LibraryImport(Library), SuppressGCTransition]
    public static partial int inference_mode_get();

    [LibraryImport(Library)]
    public static partial IntPtr inference_mode_enter(int enabled);

    [LibraryImport(Library)]
    public static partial void inference_mode_leave(IntPtr mode);

    [LibraryImport(Library)]
    public static partial IntPtr generator_create(int deviceType, int deviceIndex, ulong seed, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr generator_default(int deviceType, int deviceIndex, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void generator_free(IntPtr generator);

    [LibraryImport(Library)]
    public static partial void generator_set_seed(IntPtr generator, ulong seed, out IntPtr error);

    [LibraryImport(Library)]
    public static partial ulong generator_seed(IntPtr generator, out IntPtr error);

    [LibraryImport(Library)]
    public static partial ulong generator_current_seed(IntPtr generator, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr generator_get_state(IntPtr generator, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void generator_set_state(IntPtr generator, IntPtr state, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void manual_seed(ulong seed, out IntPtr error);

    [LibraryImport(Library)]
    public static partial IntPtr library_version();

    [LibraryImport(Library)]
    public static partial IntPtr library_folder();

    [LibraryImport(Library)]
    public static partial IntPtr library_parallel_info();

    [LibraryImport(Library)]
    public static partial int threads_get();

    [LibraryImport(Library)]
    public static partial void threads_set(int count, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int interop_threads_get();

    [LibraryImport(Library)]
    public static partial void interop_threads_set(int count, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int cuda_compiled();

    [LibraryImport(Library)]
    public static partial int cuda_device_count(out IntPtr error);

    [LibraryImport(Library)]
    public static partial int cuda_has_cudnn(out IntPtr error);

    [LibraryImport(Library)]
    public static partial void cuda_synchronize(long index, out IntPtr error);

    [LibraryImport(Library)]
    public static partial void deterministic_set(int enabled, int warnOnly, out IntPtr error);

    [LibraryImport(Library)]
    public static partial int deterministic_get();

    [LibraryImport(Library)]
    public static partial int deterministic_warn_only_get();

    [LibraryImport(Library)]
    public static partial void fault_throw(int kind, out IntPtr error);
}
