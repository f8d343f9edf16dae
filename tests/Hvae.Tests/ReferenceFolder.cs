// The folder of the numbers computed with the papers' public code: HVAE_REFERENCE where that folder has the file, else
// tests/reference.

using System.Runtime.CompilerServices;
using IOFile = System.IO.File;

namespace Hvae.Tests;

internal static class ReferenceFolder
{
    public static string File(string name) =>
        Environment.GetEnvironmentVariable("HVAE_REFERENCE") is { Length: > 0 } folder && Path.Combine(folder, name) is var there
            && IOFile.Exists(there)
            ? there
            : Path.Combine(TestsFolder(), "reference", name);

    private static string TestsFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));
}
