// A folder of its own for one test, which is removed afterwards.

namespace Hvae.Tests.Data;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hvae-data-");

    public string Path => folder.FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([folder.FullName, .. parts]);

    public void Dispose() => folder.Delete(recursive: true);
}
