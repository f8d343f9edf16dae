// A folder of its own for one test, which is removed afterwards.

namespace Repro.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("repro-tests-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A process that the test has killed may still write for a moment.</summary>
    public void Dispose()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
    }
}

/// <summary>Base class of tests that each have a folder of their own.</summary>
public abstract class FolderTest : IDisposable
{
    private protected readonly TemporaryFolder folder = new();

    public virtual void Dispose() => folder.Dispose();
}
