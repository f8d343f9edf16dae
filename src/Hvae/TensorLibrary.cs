// Says which libtorch computes, and how many threads it uses.

using System.Globalization;
using System.Text.RegularExpressions;
using Hvae.Models;
using Shared;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae;

/// <summary>The tensor library of this process.</summary>
[CodeBoundary] // What it says stands in the result of each job.
public static class TensorLibrary
{
    private const string VersionOfPyTorch = "^__version__ = '(?<version>[^']+)'";
    private const RegexOptions Lines = RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>Version of TorchSharp, which works with one libtorch only; nothing is loaded to know it.</summary>
    public static string Version => typeof(torch).Assembly.GetName().Version!.ToString(3);

    /// <summary>Version of libtorch and TorchSharp, number of threads and CUDA devices: part of every environment record.</summary>
    public static IReadOnlyDictionary<string, string> Facts()
    {
        var threads = torch.get_num_threads(); // The first call loads libtorch.
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["libtorch"] = Libtorch(),
            ["TorchSharp"] = Version,
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["interop_threads"] = torch.get_num_interop_threads().ToString(CultureInfo.InvariantCulture),
            ["cuda"] = torch.cuda.is_available() ? $"{torch.cuda.device_count()} devices" : "not available",
        };
    }

    /// <summary>Version of the libtorch that is loaded: the package's, or that of the PyTorch it belongs to (docs/libtorch.md).</summary>
    private static string Libtorch()
    {
        const string Maps = "/proc/self/maps";
        var loaded = File.Exists(Maps)
            ? File.ReadLines(Maps).FirstOrDefault(line => line.EndsWith("/libtorch_cpu.so", StringComparison.Ordinal))
            : null;
        if (loaded is null) return torch.__version__;
        var ofPyTorch = Path.Combine(Path.GetDirectoryName(loaded[loaded.IndexOf('/')..])!, "..", "version.py");
        return File.Exists(ofPyTorch) && Regex.Match(File.ReadAllText(ofPyTorch), VersionOfPyTorch, Lines) is { Success: true } match
            ? match.Groups["version"].Value
            : torch.__version__;
    }

    /// <summary>Tells whether libtorch's convolutions are right on this machine (docs/libtorch.md).</summary>
    /// <exception cref="InvalidOperationException">They are wrong in a way that the program cannot avoid.</exception>
    public static string Convolutions()
    {
        ScalarType[] mended = [.. new[] { ScalarType.Float32, ScalarType.BFloat16 }.Where(SafeConvolution.IsNeeded)];
        return mended.Length == 0
            ? "right"
            : $"right, because libtorch's wrong ones in {string.Join(" and ", mended).ToLowerInvariant()} are not used";
    }
}
