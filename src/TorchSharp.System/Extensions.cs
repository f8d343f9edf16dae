// What TorchSharp lacks and the science needs; Extensions.NuGet.cs is the same over the official package.

using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static class TorchExtensions
{
    /// <summary>Native tensors that this process holds through C# objects, of all threads: constant over training steps unless something leaks.</summary>
    public static long live_tensors => Native.tensor_live();

    /// <summary>From now on operators without a deterministic implementation throw; cuDNN takes deterministic algorithms.</summary>
    public static void use_deterministic_algorithms(bool enabled)
    {
        Native.deterministic_set(enabled ? 1 : 0, 0, out var error);
        Errors.Check(error, nameof(use_deterministic_algorithms));
    }

    /// <summary>Which libtorch and BLAS are loaded, from where, and how many threads they use: part of every environment record.</summary>
    public static IReadOnlyDictionary<string, string> library_facts() => new Dictionary<string, string>
    {
        ["provider"] = "System",
        ["libtorch"] = torch.__version__,
        ["libtorch_path"] = Loaded("libtorch_cpu.so") ?? Marshal.PtrToStringUTF8(Native.library_folder())!,
        ["blas_path"] = Loaded("openblas", "libmkl", "libblas", "libblis", "libatlas") ?? "inside libtorch",
        ["threads"] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture),
        ["interop_threads"] = torch.get_num_interop_threads().ToString(CultureInfo.InvariantCulture),
        ["cuda"] = Native.cuda_compiled() == 0 ? "not in this libtorch" : $"{torch.cuda.device_count()} devices",
    };

    /// <summary>A tensor over memory of the caller, without a copy. The owner stays alive as long as the tensor or a view of it.</summary>
    /// <param name="pointer">First element; row-major.</param>
    /// <param name="owner">What frees the memory when it is collected.</param>
    public static unsafe torch.Tensor from_memory(IntPtr pointer, long[] shape, torch.ScalarType dtype, object owner)
    {
        var held = GCHandle.ToIntPtr(GCHandle.Alloc(owner));
        IntPtr handle, error;
        fixed (long* sizes = shape)
            handle = Native.tensor_from_memory(pointer, sizes, shape.Length, (int)dtype, &Release, held, out error);
        if (error != 0)
            GCHandle.FromIntPtr(held).Free();
        Errors.Check(error, nameof(from_memory));
        return new torch.Tensor(handle);
    }

    /// <summary>average ← decay · average + (1 − decay) · value, for each pair, in one call where they lie alike in memory.</summary>
    public static unsafe void average_(IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> values, double decay)
    {
        int served;
        IntPtr error;
        fixed (IntPtr* average = averages.Select(tensor => tensor.Handle).ToArray(), value = values.Select(tensor => tensor.Handle).ToArray())
            served = Native.average_step(average, value, averages.Count, decay, out error);
        Errors.Check(error, nameof(average_));
        if (served != 0)
            return;
        using var nothing = torch.no_grad();
        foreach (var (average, value) in averages.Zip(values))
            average.mul_(decay).add_(value, 1 - decay);
    }

    [UnmanagedCallersOnly]
    private static void Release(IntPtr owner) => GCHandle.FromIntPtr(owner).Free();

    // The first mapped file whose name has one of the parts, symbolic links resolved by the kernel.
    private static string? Loaded(params string[] parts)
    {
        var files = File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 6)
            .Select(fields => fields[5])
            .Distinct()
            .ToList();
        return parts.Select(part => files.Find(file => Path.GetFileName(file).Contains(part, StringComparison.Ordinal))).FirstOrDefault(file => file is not null);
    }
}
