// The machine: operating system, processor, memory, graphics.

using System.Globalization;
using System.Runtime.InteropServices;

namespace Repro.Environments;

internal static class Machine
{
    public static IEnumerable<KeyValuePair<string, string>> Facts
    {
        get
        {
            yield return new("host", System.Environment.MachineName);
            yield return new("os", Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription);
            yield return new("kernel", First("/proc/sys/kernel/osrelease") ?? System.Environment.OSVersion.VersionString);
            yield return new("cpu", Field("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString());
            yield return new("bf16", Bf16());
            yield return new("cores", System.Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
            yield return new("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:F1} GiB");
            if (Command.Output("nvidia-smi", ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]) is { } gpu)
                yield return new("gpu", string.Join("; ", gpu.Trim().Split('\n').Select(line => line.Trim())));
        }
    }

    /// <summary>Which instructions for bfloat16 the processor has, by the names that Linux gives them.</summary>
    private static string Bf16()
    {
        if (Field("/proc/cpuinfo", "flags", ':')?.Split(' ') is not { } flags) return "not known on this system";
        var found = new[] { "amx_bf16", "avx512_bf16" }.Intersect(flags).ToList();
        return found.Count > 0 ? string.Join(", ", found) : "no instructions for it: --precision=bf16 would be slow";
    }

    private static string? Field(string path, string name, char separator) =>
        Lines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2).ElementAtOrDefault(1)?.Trim();

    private static string? First(string path) => Lines(path).FirstOrDefault()?.Trim();

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
