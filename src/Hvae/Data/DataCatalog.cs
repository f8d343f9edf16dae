// Opens data sets by name: from the data folder, by download, or as a stand-in. Images are decoded once into a cache that processes share.

using Hvae.Data.Cache;
using Hvae.Data.Downloads;
using Hvae.Data.Sources;
using Hvae.Data.StandIns;
using Shared;

namespace Hvae.Data;

/// <summary>The data sets that this program knows.</summary>
/// <param name="options">Folders to look in, and whether downloads are allowed.</param>
/// <param name="notice">Receives messages for the user: a copy is unofficial, a stand-in is used, or a cache file is rebuilt.</param>
/// <param name="progress">Receives the progress of downloads.</param>
/// <param name="http">The handler of HTTP requests, or null for the system's.</param>
/// <param name="time">The clock of downloads, or null for the system's.</param>
[CodeBoundary] // A job's configuration has the fingerprint of the images that it opens.
public sealed class DataCatalog(
    DataOptions options,
    Action<string>? notice = null,
    IProgress<DownloadProgress>? progress = null,
    HttpMessageHandler? http = null,
    TimeProvider? time = null)
{
    private static readonly IReadOnlyList<IDataSource> Known =
    [
        new MnistSource(MnistFiles.Official, StandIn.Digits28),
        new SvhnSource(SvhnFile.Train, SvhnFile.Test, StandIn.Textures32),
        new Cifar10Source(Cifar10Files.Official, StandIn.Textures32),
        new CelebASource(CelebAFiles.Official, StandIn.Textures64),
        new LsunBedroomSource(StandIn.Textures64),
    ];

    private readonly Action<string> notice = notice ?? (_ => { });
    private readonly DataCache cache = new(options.CacheFolder, notice ?? (_ => { }));

    /// <summary>
    /// All names that <see cref="Open"/> takes: real data sets, then stand-ins. A data set that is too large for memory can have
    /// <c>-first-N</c> after its name. It then consists of its first N training images, or of all when there are fewer, and of the
    /// whole test part. <see cref="NameOfFirst"/> makes such a name.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Known.Select(source => source.Name), .. Known.Select(source => source.StandIn.Name).Distinct()];

    /// <summary>Options with which the catalog was made.</summary>
    public string Folder => options.Folder;

    /// <summary>The data sets that are read from files. Tests replace them by small ones.</summary>
    internal IReadOnlyList<IDataSource> Sources { get; init; } = Known;

    /// <summary>Returns the name of a data set that is limited to its first training images, if the data set can be limited.</summary>
    /// <param name="name">Any name.</param>
    /// <param name="images">Number of training images that are enough, 1 or more.</param>
    /// <returns><c>NAME-first-N</c> for a data set that is too large for memory, <paramref name="name"/> itself otherwise.</returns>
    public static string NameOfFirst(string name, int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        return Known.Any(source => source.IsLarge && source.Name == name) ? FirstImages.NameOf(name, images) : name;
    }

    /// <summary>
    /// Opens a data set from the data folder, by download, or as its stand-in (with a notice). The decoded images
    /// are in the cache afterwards. A notice names a damaged cache file, which is rebuilt.
    /// </summary>
    /// <param name="name">A name of <see cref="Names"/>; that of a stand-in asks for the stand-in itself.</param>
    /// <param name="cancellation">Ends a download; what came is kept for the next time.</param>
    /// <exception cref="UnknownDataSetException">No such name.</exception>
    /// <exception cref="DataFormatException">A file in the data folder is damaged.</exception>
    /// <exception cref="DataMissingException">
    /// A data folder that the user has named is not there, the server refuses or has wrong content, or a file cannot be read.
    /// </exception>
    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    public DataSet Open(string name, CancellationToken cancellation = default)
    {
        if (Sources.FirstOrDefault(source => source.StandIn.Name == name) is { } forced)
            return cache.Open(forced.StandIn);
        var (source, first) = Find(name);
        if (options.StandIns)
            return UseStandIn("--stand-ins asks for it", "For the real data run without --stand-ins.");
        CheckFolder();
        var files = source.Locate(options.Folder);
        var reason = files.IsComplete ? "" : Fetch(source, files, cancellation);
        if (!files.IsComplete)
            files = source.Locate(options.Folder);
        return files.IsComplete ? cache.Open(source, files, first) : UseStandIn(reason, Remedy(source, files));

        DataSet UseStandIn(string reason, string remedy)
        {
            notice($"{name}: USING THE STAND-IN {source.StandIn.Name}, generated images, because {reason}. "
                + $"Nothing measured on it holds for {name}. {remedy}");
            return cache.Open(source.StandIn);
        }
    }

    /// <summary>Opens what another process has put into the cache. Workers call it; their parent has called <see cref="Open"/>.</summary>
    /// <param name="name">The <see cref="DataSet.Name"/> that the parent saw.</param>
    /// <param name="fingerprint">The <see cref="DataSet.Fingerprint"/> that the parent saw.</param>
    /// <exception cref="DataCacheException">Thrown when the file is missing or damaged. Running the parent again rebuilds it.</exception>
    /// <exception cref="UnknownDataSetException">Thrown when there is no such name.</exception>
    public DataSet OpenCached(string name, string fingerprint)
    {
        if (!Names.Contains(name))
            Find(name);
        if (fingerprint.Length != 64 || !fingerprint.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"\"{fingerprint}\" is not a SHA-256 of 64 lower-case hexadecimal digits.", nameof(fingerprint));
        return cache.OpenExisting(name, fingerprint);
    }

    /// <summary>Returns the data set with a name, and the number of training images that the name asks for.</summary>
    private (IDataSource Source, int? First) Find(string name)
    {
        var (whole, first) = FirstImages.Parse(name);
        var source = Sources.FirstOrDefault(source => source.Name == whole && (first is null || source.IsLarge));
        return (source ?? throw new UnknownDataSetException(name, Names), first);
    }

    /// <summary>Sees that a folder that the user has named is there, since its name may be mistyped.</summary>
    private void CheckFolder()
    {
        if (!options.IsFolderNamed || Directory.Exists(options.Folder))
            return;
        throw new DataMissingException(
            $"The data folder {options.Folder} {(FoundFiles.Exists(options.Folder) ? "is not a folder but a file" : "is not there")}. "
            + "Name another by --data or HVAE_DATA, make it for downloads, or use generated images by --stand-ins.");
    }

    /// <summary>
    /// Returns paths in the data folder that look like those of a data set, but are none of the files that were found. Of a folder its
    /// entries are returned, and not the folder itself.
    /// </summary>
    /// <exception cref="DataMissingException">This user may not list a folder.</exception>
    private List<string> FindLikenesses(IDataSource source, FoundFiles files)
    {
        if (!Directory.Exists(options.Folder))
            return [];
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(options.Folder)
                .Where(path => source.Likeness.IsMatch(Path.GetFileName(path)))
                .SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path) : [path])
                .Where(path => VisibleFiles.IsVisible(Path.GetFileName(path)) && Path.GetExtension(path) != ".part"
                    && !files.Paths.Values.Any(found => found.StartsWith(path, StringComparison.Ordinal)))
                .Select(path => Path.GetRelativePath(options.Folder, path)).Order(StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException error)
        {
            throw DataMissingException.Forbidden(source.Name, options.Folder, error);
        }
    }

    /// <summary>Downloads what is missing; returns why that was not possible, for the middle of a sentence.</summary>
    private string Fetch(IDataSource source, FoundFiles files, CancellationToken cancellation)
    {
        const int MostNamed = 5;
        if (FindLikenesses(source, files) is { Count: > 0 } alike)
        {
            notice($"{source.Name}: {string.Join(", ", alike.Take(MostNamed))}{(alike.Count > MostNamed ? " …" : "")} in {options.Folder} "
                + "cannot be read as it; docs/data.md lists the files that can.");
        }

        var absent = $"{string.Join(", ", files.Missing)} {(files.Missing.Count == 1 ? "is" : "are")} not in {files.Folder}";
        if (source.Page is not null)
            return $"{absent}, and it can only be fetched by hand";
        if (options.Offline)
            return $"{absent}, and only `hvae-repro run` without --offline downloads";
        var wanted = source.OfficialFiles.Where(file => files.Wanted.Contains(file.FileName)).ToList();
        notice($"{source.Name}: {absent}; downloading {wanted.Sum(file => file.Length) / 1e6:F1} MB from {wanted[0].Address.Host}.");
        try
        {
            using var downloader = new Downloader(options.Download, time ?? TimeProvider.System, http);
            foreach (var file in wanted)
                downloader.DownloadAsync(file, files.Folder, progress, cancellation).GetAwaiter().GetResult();
            return "";
        }
        catch (ServerUnreachableException error)
        {
            return $"{absent} and the download failed: {error.Address.Host} cannot be reached, {error.Problem}";
        }
        catch (DownloadException error)
        {
            throw new DataMissingException($"{source.Name} cannot be downloaded. {error.Message} {Remedy(source, files)}", error);
        }
    }

    private string Remedy(IDataSource source, FoundFiles files) =>
        $"For the real data put {string.Join(", ", files.Wanted)} into {files.Folder}"
        + (source.Page is { } page ? $"; see {page}."
            : options.Offline ? ", or run without --offline." : "; with --offline the stand-in is used without asking the network.");
}
