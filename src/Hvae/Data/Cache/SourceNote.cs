// Remembers, beside the cache files, which of them came from which files of a large data set, so that it is decoded once.
// Files are known again by path, length and time of the last change, as build tools know them.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hvae.Data.Sources;
using Shared;

namespace Hvae.Data.Cache;

/// <param name="Stamp">SHA-256 over names, lengths and times of the files and the version of the rule for decoding.</param>
/// <param name="Fingerprint">Of what was decoded from them.</param>
/// <param name="Notices">What the user was told, to be told again.</param>
internal sealed record SourceNote(string Stamp, string Fingerprint, IReadOnlyList<string> Notices)
{
    /// <summary>Text form of how good these files are. The same content may have come from others, of which that is not known.</summary>
    public string QualityText { get; init; } = "";

    /// <summary>Where these files are, for people.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The stamp of the files as they are now. Of a link it is the file that counts to which it leads.</summary>
    public static string StampOf(string name, int version, FoundFiles files)
    {
        var text = new StringBuilder($"{name} {version}\n");
        foreach (var path in files.Paths.Values.Order(StringComparer.Ordinal))
        {
            var all = Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories) : [new FileInfo(path)];
            foreach (var file in all.OrderBy(file => file.FullName, StringComparer.Ordinal))
                text.Append($"{file.FullName}\0{StateOf(file)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether a cached data set with the right fingerprint says of itself what these files say.</summary>
    public bool IsOf(DataSet cached) => cached.Quality.ToText() == QualityText && cached.Origin == Origin;

    /// <summary>The note of these files; null when there is none that can be used.</summary>
    public static SourceNote? Find(string folder, string name, string stamp)
    {
        try
        {
            var note = JsonSerializer.Deserialize<SourceNote>(File.ReadAllBytes(PathOf(folder, name, stamp)));
            return note is { Fingerprint.Length: 64, Notices: not null } && note.Stamp == stamp ? note : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="DataCacheException">The cache folder cannot be written.</exception>
    public void Write(string folder, string name)
    {
        var path = PathOf(folder, name, Stamp);
        try
        {
            AtomicFile.WriteText(path, JsonSerializer.Serialize(this));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CacheFile.CannotWrite(path, error);
        }
    }

    private static string StateOf(FileInfo file)
    {
        if (file.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo target)
            return $"{file.Length} {file.LastWriteTimeUtc.Ticks}";
        return target.Exists ? $"{target.FullName}\0{target.Length} {target.LastWriteTimeUtc.Ticks}" : $"{target.FullName}\0";
    }

    private static string PathOf(string folder, string name, string stamp) => Path.Combine(folder, $"{name}-{stamp[..16]}.source.json");
}
