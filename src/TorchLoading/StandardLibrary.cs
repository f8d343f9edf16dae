// The C++ standard library of this machine, and the versions that it has.

using System.Runtime.InteropServices;
using System.Text;

namespace TorchLoading;

/// <summary>A file of GNU's C++ standard library, libstdc++.so.6.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Versions">The versions that it has, such as GLIBCXX_3.4.30.</param>
public sealed record StandardLibrary(string Path, IReadOnlySet<string> Versions)
{
    /// <summary>The name by which programs ask for the library.</summary>
    public const string Name = "libstdc++.so.6";

    /// <summary>Prefix of the names of the versions.</summary>
    internal const string Series = "GLIBCXX_3.4.";

    /// <summary>The newest version, such as GLIBCXX_3.4.30; "no GLIBCXX_3.4" where there is none.</summary>
    public string Newest => Versions.MaxBy(version => int.Parse(version.AsSpan(Series.Length))) ?? "no GLIBCXX_3.4";

    /// <summary>
    /// Returns the library that this process has loaded. .NET itself is linked with it, and a process has it only once, so
    /// TorchSharp gets the same one.
    /// </summary>
    /// <exception cref="UnknownLibraryException">This process has no libstdc++.so.6.</exception>
    public static StandardLibrary OfThisProcess()
    {
        NativeLibrary.TryLoad(Name, out _);
        var path = File.ReadLines("/proc/self/maps").Where(line => line.Contains(Name, StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).FirstOrDefault(File.Exists);
        return path is null ? throw new UnknownLibraryException(Name, "This machine has no such library") : Read(path);
    }

    /// <summary>Reads which versions a file has. A version is found by its name, which no other library contains.</summary>
    /// <param name="path">The path of the file.</param>
    public static StandardLibrary Read(string path)
    {
        var versions = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<byte> prefix = Encoding.ASCII.GetBytes(Series);
        var rest = File.ReadAllBytes(path).AsSpan();
        while (rest.IndexOf(prefix) is var start and >= 0)
        {
            rest = rest[(start + prefix.Length)..];
            var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits is > 0 and < 6 && rest[digits] == 0) versions.Add(Series + Encoding.ASCII.GetString(rest[..digits]));
        }

        return new(path, versions);
    }
}
