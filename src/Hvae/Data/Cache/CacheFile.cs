// Writes a decoded data set as one file, and opens that file memory-mapped after checking all of it.
// Content: training pixels, training labels, test pixels, test labels, without gaps.

using System.IO.MemoryMappedFiles;
using Shared;

namespace Hvae.Data.Cache;

internal static class CacheFile
{
    /// <summary><c>mnist-0123456789abcdef.images</c> in the cache folder.</summary>
    public static string PathOf(string folder, string name, string fingerprint) =>
        Path.Combine(folder, $"{name}-{fingerprint[..16]}.images");

    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    public static void Write(string path, DecodedData data, string fingerprint)
    {
        try
        {
            AtomicFile.Write(path, stream =>
            {
                stream.Write(CacheHeader.Of(data, fingerprint).ToBytes());
                foreach (var split in new[] { data.Train, data.Test })
                {
                    stream.Write(split.Pixels.Span);
                    stream.Write(split.Labels.Span);
                }
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>What went wrong when a file of the cache was written.</summary>
    public static DataCacheException CannotWrite(string path, Exception error) =>
        new(path, $"cannot be written ({error.Message})", "Choose a cache folder that can be written and has room.", error);

    /// <summary>Maps the file after checking header, length and SHA-256.</summary>
    /// <param name="path">The cache file.</param>
    /// <param name="fingerprint">What it must contain.</param>
    /// <exception cref="DataCacheException">It is missing, damaged, or holds something else.</exception>
    public static DataSet Open(string path, string fingerprint)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataCacheException(path, $"cannot be opened ({error.Message})", RunAgain, error);
        }

        try
        {
            var header = CacheHeader.Read(stream);
            var start = stream.Position;
            if (stream.Length != start + header.ContentLength)
                throw new InvalidDataException($"it has {stream.Length} bytes where its header says {start + header.ContentLength}");
            return Map(path, stream, header, start, fingerprint);
        }
        catch (InvalidDataException error)
        {
            stream.Dispose();
            throw new DataCacheException(path, $"is damaged: {error.Message}", RunAgain, error);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private const string RunAgain = "Run the command again: the file is rebuilt from the data set.";

    private static DataSet Map(string path, FileStream stream, CacheHeader header, long start, string fingerprint)
    {
        var content = header.Content;
        var map = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        ImageSet? train = null;
        try
        {
            Verify(map, header, start, fingerprint);
            var size = (long)content.Shape.Size;
            train = Split("train", start, content.TrainCount);
            var test = Split("test", start + (content.TrainCount * (size + 1)), content.TestCount);
            return new DataSet(header, path, train, test, map);

            ImageSet Split(string name, long offset, int count)
            {
                var labels = new byte[count];
                using (var view = map.CreateViewAccessor(offset + (count * size), count, MemoryMappedFileAccess.Read))
                    view.ReadArray(0, labels, 0, count);
                return new(name, content.Shape, labels, path, offset, map.CreateViewAccessor(offset, count * size, MemoryMappedFileAccess.Read));
            }
        }
        catch
        {
            train?.Dispose();
            map.Dispose();
            throw;
        }
    }

    private static unsafe void Verify(MemoryMappedFile map, CacheHeader header, long start, string fingerprint)
    {
        using var view = map.CreateViewAccessor(start, header.ContentLength, MemoryMappedFileAccess.Read);
        byte* bytes = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        try
        {
            var found = DataFingerprint.Of(header.Content, bytes + view.PointerOffset, header.ContentLength);
            if (found != header.Fingerprint)
                throw new InvalidDataException($"its content has SHA-256 {found} where its header says {header.Fingerprint}");
            if (found != fingerprint)
                throw new InvalidDataException($"it holds the data set {found}, not {fingerprint}");
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
