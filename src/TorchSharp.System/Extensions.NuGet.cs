// The extensions over the official TorchSharp package, with nothing but its own members: compiled into Hvae when TorchProvider is NuGet.

namespace TorchSharp;

public static class TorchExtensions
{
    /// <summary>Tensors that are alive, of all threads.</summary>
    public static long live_tensors => torch.Tensor.TotalCount;

    public static void use_deterministic_algorithms(bool enabled) => torch.use_deterministic_algorithms(enabled);

    public static IReadOnlyDictionary<string, string> library_facts() => new Dictionary<string, string>
    {
        ["provider"] = "NuGet",
        ["libtorch"] = torch.__version__,
        ["libtorch_path"] = "in the package",
        ["blas_path"] = "inside libtorch",
        ["threads"] = $"{torch.get_num_threads()}",
        ["interop_threads"] = $"{torch.get_num_interop_threads()}",
        ["cuda"] = torch.cuda.is_available() ? $"{torch.cuda.device_count()} devices" : "not available",
    };

    public static void average_(IReadOnlyList<torch.Tensor> averages, IReadOnlyList<torch.Tensor> values, double decay)
    {
        using var nothing = torch.no_grad();
        foreach (var (average, value) in averages.Zip(values))
            average.mul_(decay).add_(value, 1 - decay);
    }

    /// <summary>A copy: the package has no public tensor over foreign memory.</summary>
    public static unsafe torch.Tensor from_memory(IntPtr pointer, long[] shape, torch.ScalarType dtype, object owner)
    {
        var tensor = torch.empty(shape, dtype);
        new ReadOnlySpan<byte>((void*)pointer, checked((int)(tensor.NumberOfElements * tensor.ElementSize))).CopyTo(tensor.bytes);
        GC.KeepAlive(owner);
        return tensor;
    }
}
