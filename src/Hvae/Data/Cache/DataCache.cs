// Opens data sets from the cache folder, and puts into it what is not there yet, is damaged, or came from elsewhere.

using Hvae.Data.Sources;
using Hvae.Data.StandIns;
using Shared;

namespace Hvae.Data.Cache;

/// <param name="folder">The cache folder; made when it is missing.</param>
/// <param name="notice">Receives what the user should know: a file is rebuilt, images are decoded.</param>
internal sealed class DataCache(string folder, Action<string> notice)
{
    /// <summary>What another process has put there.</summary>
    /// <exception cref="DataCacheException">The file is missing or damaged.</exception>
    public DataSet OpenExisting(string name, string fingerprint) => CacheFile.Open(CacheFile.PathOf(folder, name, fingerprint), fingerprint);

    /// <summary>A stand-in, generated when it is not there.</summary>
    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    public DataSet Open(StandIn standIn)
    {
        if (OpenIfSound(standIn.Name, standIn.Fingerprint, _ => true) is { } cached)
            return cached;
        var made = standIn.Generate();
        return Store(made, DataFingerprint.Of(made));
    }

    /// <summary>A data set that was read into memory. What is there with its content may have come from other files, which say otherwise how good it is.</summary>
    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    public DataSet Open(DecodedData data)
    {
        var fingerprint = DataFingerprint.Of(data);
        return OpenIfSound(data.Content.Name, fingerprint, cached => cached.Quality == data.Quality && cached.Origin == data.Origin)
            ?? Store(data, fingerprint);
    }

    /// <summary>What is known to have come from the same files is taken from the cache; else the images are decoded into it.</summary>
    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    /// <exception cref="DataMissingException">A file cannot be read.</exception>
    /// <exception cref="Images.ImageLibraryMissingException">The library that decodes its images is not installed.</exception>
    public DataSet Open(IStreamedSource source, FoundFiles files, int? first)
    {
        var name = FirstImages.NameOf(source.Name, first);
        var stamp = SourceNote.StampOf(name, source.Version, files);
        if (SourceNote.Find(folder, name, stamp) is { } note && OpenIfSound(name, note.Fingerprint, note.IsOf) is { } cached)
        {
            foreach (var text in note.Notices)
                notice(text);
            return cached;
        }

        List<string> notices = [];
        var data = source.Open(files, first, notices.Add);
        foreach (var text in notices)
            notice(text);
        notice($"{name}: decoding {data.Content.TrainCount:N0} + {data.Content.TestCount:N0} images from {files.Folder} into the cache; this is done once.");
        AtomicFile.RemoveLeftovers(folder);
        var (path, fingerprint) = StreamedCacheFile.Write(folder, data);
        new SourceNote(stamp, fingerprint, notices) { QualityText = data.Quality.ToText(), Origin = data.Origin }.Write(folder, name);
        return CacheFile.Open(path, fingerprint);
    }

    private DataSet Store(DecodedData data, string fingerprint)
    {
        var path = CacheFile.PathOf(folder, data.Content.Name, fingerprint);
        AtomicFile.RemoveLeftovers(folder);
        CacheFile.Write(path, data, fingerprint);
        return CacheFile.Open(path, fingerprint);
    }

    private DataSet? OpenIfSound(string name, string fingerprint, Func<DataSet, bool> isCurrent)
    {
        var path = CacheFile.PathOf(folder, name, fingerprint);
        if (!File.Exists(path))
            return null;
        try
        {
            var cached = CacheFile.Open(path, fingerprint);
            if (isCurrent(cached))
                return cached;
            cached.Dispose();
        }
        catch (DataCacheException error)
        {
            notice($"The cache file {error.File} {error.Problem}; it is rebuilt.");
        }

        return null;
    }
}
