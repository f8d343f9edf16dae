// Writes a data set that is too large for memory into the cache, while it is decoded, and finds its fingerprint on the way.

using System.Security.Cryptography;
using Shared;

namespace Hvae.Data.Cache;

internal static class StreamedCacheFile
{
    /// <summary>
    /// Writes the content behind a header with an empty fingerprint, hashes it while it passes, and writes the header again.
    /// </summary>
    /// <returns>The file, which <see cref="CacheFile.Open"/> opens, and the fingerprint of its content.</returns>
    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    /// <exception cref="DataFormatException">An image is damaged.</exception>
    /// <exception cref="DataMissingException">A file cannot be read, or there is too little memory to decode it.</exception>
    public static (string Path, string Fingerprint) Write(string folder, StreamedData data)
    {
        var draft = Path.Combine(folder, data.Content.Name);
        var fingerprint = "";
        try
        {
            var path = AtomicFile.WriteThenName(draft, stream =>
            {
                fingerprint = WriteContent(stream, data, draft);
                return CacheFile.PathOf(folder, data.Content.Name, fingerprint);
            });
            return (path, fingerprint);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CacheFile.CannotWrite(draft, error);
        }
    }

    private static string WriteContent(Stream stream, StreamedData data, string draft)
    {
        stream.Write(CacheHeader.Of(data, new string('0', 2 * SHA256.HashSizeInBytes)).ToBytes());
        using var hash = DataFingerprint.Begin(data.Content);
        Append(data.Train, data.Content.TrainCount);
        Append(data.Test, data.Content.TestCount);
        var fingerprint = DataFingerprint.End(hash);
        stream.Position = 0;
        stream.Write(CacheHeader.Of(data, fingerprint).ToBytes());
        return fingerprint;

        void Append(IEnumerable<ReadOnlyMemory<byte>> pieces, int count)
        {
            long written = 0;
            using var reader = pieces.GetEnumerator();
            while (HasNext(reader, data))
            {
                Put(reader.Current.Span);
                written += reader.Current.Length;
            }

            if (written != (long)count * data.Content.Shape.Size)
                throw new DataCacheException(draft, $"got {written} bytes of pixels where {count} images were announced", "Report this: a reader counts wrongly.");
            Span<byte> labels = stackalloc byte[4096];
            labels.Clear();
            for (var left = count; left > 0; left -= labels.Length)
                Put(labels[..Math.Min(left, labels.Length)]);
        }

        void Put(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>A disk that cannot be read, or too little memory, is another mistake than a cache folder that cannot be written.</summary>
    private static bool HasNext(IEnumerator<ReadOnlyMemory<byte>> pieces, StreamedData data)
    {
        try
        {
            return pieces.MoveNext();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataMissingException($"{data.Content.Name} cannot be read from {data.Origin}: {error.Message} Make its files readable, or put a fresh copy in their place.", error);
        }
        catch (OutOfMemoryException error)
        {
            throw new DataMissingException($"{data.Content.Name} cannot be decoded: there is too little memory. End other programs, or decode it on a machine with more memory.", error);
        }
    }
}
