// The description of a cache file, stored as JSON beside it, with a checksum of the JSON in a second line.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shared;

namespace Hvae.Data.Cache;

/// <summary>Description of a cache file.</summary>
internal sealed record CacheEntry
{
    /// <summary>The remedy in errors of workers, whose parent rebuilds the file.</summary>
    public const string RunAgain = "Run the command again: the file is rebuilt from the data set.";

    /// <summary>Number of bytes above which a description is not read.</summary>
    private const int Longest = 1 << 20;

    /// <summary>Name, shape and counts of the data set.</summary>
    public required DataContent Content { get; init; }

    /// <summary>How it relates to the published data set.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<DataQuality>))]
    public required DataQuality Quality { get; init; }

    /// <summary>Where the data came from.</summary>
    public required string Origin { get; init; }

    /// <summary>Description in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>SHA-256 of the content.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>State of the files from which it was decoded; empty for a stand-in.</summary>
    public required string Source { get; init; }

    /// <summary>Messages that the user got while it was decoded. They are repeated whenever it is opened.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>
    /// When the cache file was written, in ticks of UTC. While the file has this time, its content is trusted; otherwise it is hashed.
    /// </summary>
    public required long Written { get; init; }

    /// <summary>Number of bytes of the cache file: pixels and labels of both parts.</summary>
    [JsonIgnore]
    public long Length => ((long)Content.TrainCount + Content.TestCount) * (Content.Shape.Size + 1L);

    /// <summary>Returns the path of the description of a cache file.</summary>
    public static string PathOf(string imagesPath) => Path.ChangeExtension(imagesPath, ".json");

    /// <summary>Reads a description.</summary>
    /// <exception cref="DataCacheException">Thrown when the description is missing or damaged.</exception>
    public static CacheEntry Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Longest)
                throw new InvalidDataException($"it has more than {Longest} bytes");
            var text = File.ReadAllText(path);
            var end = text.IndexOf('\n');
            if (end < 0 || text[(end + 1)..] != Checksum(text[..end]))
                throw new InvalidDataException("its checksum is wrong");
            return JsonSerializer.Deserialize<CacheEntry>(text[..end]) ?? throw new InvalidDataException("it is empty");
        }
        catch (Exception error) when (error is InvalidDataException or JsonException)
        {
            throw new DataCacheException(path, $"is damaged: {error.Message}", RunAgain, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataCacheException(path, $"cannot be opened ({error.Message})", RunAgain, error);
        }
    }

    /// <summary>Writes the description.</summary>
    public void Write(string path)
    {
        var json = JsonSerializer.Serialize(this);
        AtomicFile.WriteText(path, $"{json}\n{Checksum(json)}");
    }

    private static string Checksum(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
