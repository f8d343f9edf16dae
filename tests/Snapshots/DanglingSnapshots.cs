// Finds snapshots whose test no longer exists.

using System.Reflection;
using System.Runtime.CompilerServices;

namespace Snapshots;

/// <summary>Finds snapshots without a test.</summary>
public static class DanglingSnapshots
{
    /// <summary>
    /// Returns the <c>*.verified.*</c> files of the test project around the caller's source file that belong to no class and method of
    /// <paramref name="tests"/>.
    /// </summary>
    /// <param name="tests">The test project's assembly.</param>
    /// <param name="source">Path of the caller's source, which the compiler gives.</param>
    public static IReadOnlyList<string> Of(Assembly tests, [CallerFilePath] string source = "") =>
        Of(tests, new DirectoryInfo(ProjectOf(source)));

    /// <summary>Returns the snapshots without a test in a given folder.</summary>
    public static IReadOnlyList<string> Of(Assembly tests, DirectoryInfo folder)
    {
        var methods = tests.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
                .Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();
        return [.. folder.EnumerateFiles("*.verified.*", SearchOption.AllDirectories)
            .Where(file => !InOutput(file.FullName, folder.FullName) && !Known(file.Name, methods))
            .Select(file => file.FullName).Order(StringComparer.Ordinal)];
    }

    private static bool Known(string file, HashSet<string> methods)
    {
        var name = file[..file.IndexOf(".verified.")];
        return methods.Contains(name) || methods.Any(method => name.StartsWith(method + "_"));
    }

    private static bool InOutput(string file, string folder)
    {
        var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
        return parts[0] is "bin" or "obj";
    }

    private static string ProjectOf(string source)
    {
        for (var folder = Path.GetDirectoryName(source); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.EnumerateFiles(folder, "*.csproj").Any()) return folder;
        }

        throw new DirectoryNotFoundException($"No project file lies in a folder above {source}.");
    }
}
