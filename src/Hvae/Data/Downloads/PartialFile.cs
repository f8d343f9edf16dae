// The .part file of a download: it survives a broken connection or a killed program, and becomes the file only when complete.

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

    /// <summary>Bytes on disk.</summary>
    public long Length => stream.Length;

    /// <summary>Opens <c>target.part</c>, or makes it; no other process can have it open.</summary>
    /// <exception cref="IOException">Another process downloads it, or the folder cannot be written.</exception>
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

    /// <summary>Renames it to <paramref name="target"/> once its bytes are on disk.</summary>
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
