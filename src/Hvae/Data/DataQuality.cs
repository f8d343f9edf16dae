// Says how far numbers made from a data set may be compared with published ones.

namespace Hvae.Data;

/// <summary>How the content of a data set relates to the one that the papers used.</summary>
public enum DataQuality
{
    /// <summary>Byte for byte the published data set, by checksum.</summary>
    Official,

    /// <summary>Real images whose checksum or count differs from the published data set.</summary>
    UnofficialCopy,

    /// <summary>Images made by a generator; nothing measured on them says anything about the real data set.</summary>
    StandIn,
}

/// <summary>The words in which a <see cref="DataQuality"/> stands in records and captions.</summary>
public static class DataQualityText
{
    /// <summary>"official", "unofficial copy" or "stand-in".</summary>
    public static string ToText(this DataQuality quality) => quality switch
    {
        DataQuality.Official => "official",
        DataQuality.UnofficialCopy => "unofficial copy",
        DataQuality.StandIn => "stand-in",
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, message: null),
    };
}
