// Where the numbers computed with the papers' public code lie: tests/reference, or the folder that HVAE_REFERENCE names.

using System.Runtime.CompilerServices;

namespace Hvae.Tests;

internal static class ReferenceFolder
{
    public static string File(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("HVAE_REFERENCE") is { Length: > 0 } folder ? folder : Path.Combine(TestsFolder(), "reference"), name);

    private static string TestsFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));
}
