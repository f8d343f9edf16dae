// Keeps decoded images in files that all processes map: NAME-FINGERPRINT.images holds training pixels, training labels, test pixels and
// test labels without gaps. NAME-FINGERPRINT.json describes them and names the files from which they were decoded.

using System.Security.Cryptography;
using System.Text;
using Hvae.Data.Sources;
using Hvae.Data.StandIns;
using Shared;

namespace Hvae.Data.Cache;

/// <param name="folder">The cache folder, which is created when it is missing.</param>
/// <param name="notice">Receives messages for the user: a file is rebuilt, or images are decoded.</param>
internal sealed class DataCache(string folder, Action<string> notice)
{
    private readonly string folder = Path.GetFullPath(folder);

    /// <summary>Opens a data set that another process has put into the cache.</summary>
    /// <exception cref="DataCacheException">Thrown when the file is missing or damaged.</exception>
    public DataSet OpenExisting(string name, string fingerprint)
    {
        var path = PathOf(name, fingerprint);
        var entry = CacheEntry.Read(CacheEntry.PathOf(path));
        if (entry.Fingerprint != fingerprint)
            throw new DataCacheException(path, $"holds the data set {entry.Fingerprint}, not {fingerprint}", CacheEntry.RunAgain);
        Verify(entry, path);
        return DataSet.Open(entry, path);
    }

    /// <summary>Opens a stand-in, which is generated when it is not in the cache.</summary>
    /// <exception cref="DataCacheException">Thrown when the cache folder cannot be written.</exception>
    public DataSet Open(StandIn standIn) =>
        OpenIfSound(standIn.Name, standIn.Fingerprint) ?? Store(standIn.Generate(), source: "", notices: []);

    /// <summary>Opens the images that were decoded from the same files. If there are none, decodes the files into the cache.</summary>
    /// <exception cref="DataCacheException">Thrown when the cache folder cannot be written.</exception>
    /// <exception cref="DataFormatException">Thrown when a file is damaged.</exception>
    /// <exception cref="DataMissingException">Thrown when a file cannot be read.</exception>
    public DataSet Open(IDataSource source, FoundFiles files, int? first)
    {
        var name = FirstImages.NameOf(source.Name, first);
        var state = Readable(name, files.Folder, () => StateOf(name, source.Version, files));
        if (Find(name, state) is { } entry && OpenIfSound(name, entry.Fingerprint) is { } cached)
        {
            foreach (var text in entry.Notices)
                notice(text);
            return cached;
        }

        List<string> notices = [];
        var data = Readable(name, files.Folder, () => source.Read(files, first, Tell));
        if (source.IsLarge)
        {
            notice($"{name}: decoding {data.Content.TrainCount:N0} + {data.Content.TestCount:N0} images from {files.Folder} "
                + "into the cache; this is done once.");
        }

        return Store(data, state, notices);

        void Tell(string text)
        {
            notices.Add(text);
            notice(text);
        }
    }

    /// <summary>
    /// Returns the state of files, by which they are recognised later: their paths, lengths and times of the last change.
    /// </summary>
    private static string StateOf(string name, int version, FoundFiles files)
    {
        var text = new StringBuilder($"{name} {version}\n");
        foreach (var path in files.Paths.Values.Order(StringComparer.Ordinal))
        {
            var all = Directory.Exists(path) ? VisibleFiles.Below(path) : [new FileInfo(path)];
            foreach (var file in all.OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                var target = TargetOf(file);
                text.Append($"{file.FullName}\0{target.FullName}\0");
                text.Append(target.Exists ? $"{target.Length} {target.LastWriteTimeUtc.Ticks}\n" : "\n");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Returns the file that counts: of a link that to which it leads, unless it leads to itself.</summary>
    private static FileInfo TargetOf(FileInfo file)
    {
        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        }
        catch (IOException)
        {
            return file;
        }
    }

    private CacheEntry? Find(string name, string state)
    {
        if (!Directory.Exists(folder))
            return null;
        foreach (var path in Directory.EnumerateFiles(folder, $"{name}-*.json"))
        {
            try
            {
                if (CacheEntry.Read(path) is var entry && entry.Source == state)
                    return entry;
            }
            catch (DataCacheException)
            {
                // A description that cannot be read is ignored, and the images are decoded again.
            }
        }

        return null;
    }

    private DataSet? OpenIfSound(string name, string fingerprint)
    {
        if (!File.Exists(PathOf(name, fingerprint)))
            return null;
        try
        {
            return OpenExisting(name, fingerprint);
        }
        catch (DataCacheException error)
        {
            notice($"The cache file {error.File} {error.Problem}; it is rebuilt.");
            return null;
        }
    }

    /// <summary>Checks that the file has its length and, if it was changed after it was written, its content.</summary>
    private static void Verify(CacheEntry entry, string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length != entry.Length)
                throw Damaged($"it has {file.Length} bytes instead of {entry.Length}");
            if (file.LastWriteTimeUtc.Ticks == entry.Written)
                return;
            if (DataFingerprint.Of(entry.Content, path) is var found && found != entry.Fingerprint)
                throw Damaged($"its content has SHA-256 {found} instead of {entry.Fingerprint}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataCacheException(path, $"cannot be opened ({error.Message})", CacheEntry.RunAgain, error);
        }

        DataCacheException Damaged(string problem) => new(path, $"is damaged: {problem}", CacheEntry.RunAgain);
    }

    /// <summary>Writes images while they are decoded, and computes their fingerprint.</summary>
    private DataSet Store(DecodedData data, string source, IReadOnlyList<string> notices)
    {
        var draft = Path.Combine(folder, data.Content.Name);
        try
        {
            AtomicFile.RemoveLeftovers(folder);
            var (content, fingerprint) = (data.Content, "");
            var path = AtomicFile.WriteThenName(draft, stream =>
            {
                (content, fingerprint) = WriteContent(stream, data);
                return PathOf(content.Name, fingerprint);
            });
            var entry = new CacheEntry
            {
                Content = content,
                Quality = data.Quality,
                Origin = data.Origin,
                Description = data.Description,
                Fingerprint = fingerprint,
                Source = source,
                Notices = notices,
                Written = File.GetLastWriteTimeUtc(path).Ticks,
            };
            entry.Write(CacheEntry.PathOf(path));
            return DataSet.Open(entry, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataCacheException(
                draft, $"cannot be written ({error.Message})", "Choose a cache folder that can be written and has room.", error);
        }
    }

    /// <summary>Returns what was written, in which images that could not be read are not counted, and its fingerprint.</summary>
    private static (DataContent Content, string Fingerprint) WriteContent(Stream stream, DecodedData data)
    {
        using var hash = DataFingerprint.Begin(data.Content);
        var written = data.Content with
        {
            TrainCount = Write(data.Train, data.Content.TrainCount),
            TestCount = Write(data.Test, data.Content.TestCount),
        };

        // The counts, with which the hash begins, are known only now where images were left out.
        return (written, written == data.Content ? DataFingerprint.End(hash) : DataFingerprint.Of(written, stream));

        int Write(DecodedSplit split, int announced)
        {
            var length = 0L;
            using (var pieces = split.Pixels.GetEnumerator())
            {
                while (Readable(data.Content.Name, data.Origin, pieces.MoveNext))
                {
                    Put(pieces.Current.Span);
                    length += pieces.Current.Length;
                }
            }

            var count = announced - (split.Unreadable?.Count ?? 0);
            if (length != (long)count * data.Content.Shape.Size || split.Labels.Length != announced)
            {
                throw new InvalidOperationException(
                    $"A reader of {data.Content.Name} announced {announced} images and gave {length} bytes of pixels.");
            }

            Put(split.Labels.Span[..count]);
            return count;
        }

        void Put(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>
    /// Reads. A disk or a file that cannot be read, or too little memory, is another mistake than a cache folder that cannot be written.
    /// </summary>
    private static T Readable<T>(string name, string origin, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException error)
        {
            throw DataMissingException.Forbidden(name, origin, error);
        }
        catch (IOException error)
        {
            throw new DataMissingException(
                $"{name} cannot be read from {origin}: {error.Message} Make its files readable, or put a fresh copy in their place.",
                error);
        }
        catch (OutOfMemoryException error)
        {
            throw new DataMissingException(
                $"{name} cannot be decoded: there is too little memory. End other programs, or decode it on a machine with more memory.",
                error);
        }
    }

    private string PathOf(string name, string fingerprint) => Path.Combine(folder, $"{name}-{fingerprint[..16]}.images");
}
