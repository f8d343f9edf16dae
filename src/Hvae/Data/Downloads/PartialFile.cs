// The .part file of a download. It survives a broken connection or a killed program, and is renamed when it is complete.

using System.Security.Cryptography;

namespace Hvae.Data.Downloads;

internal sealed class PartialFile : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;

    private PartialFile(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
    }

    /// <summary>Number of bytes on disk.</summary>
    public long Length => stream.Length;

    /// <summary>Opens or creates <c>target.part</c> so that no other process can have it open.</summary>
    /// <exception cref="IOException">Thrown when another process downloads it, or when the folder cannot be written.</exception>
    public static PartialFile Open(string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        var name = $"{target}.part";
        return new(name, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        stream.Seek(0, SeekOrigin.End);
        stream.Write(bytes);
    }

    public void Clear() => stream.SetLength(0);

    public string Md5()
    {
        stream.Seek(0, SeekOrigin.Begin);
        return Convert.ToHexStringLower(MD5.HashData(stream));
    }

    /// <summary>Renames it to <paramref name="target"/> after its bytes are on disk.</summary>
    public void Complete(string target)
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(path, target, overwrite: true);
    }

    public void Remove()
    {
        stream.Dispose();
        File.Delete(path);
    }

    public void Dispose() => stream.Dispose();
}
