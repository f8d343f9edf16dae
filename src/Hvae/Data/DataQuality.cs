// How far numbers that were computed on a data set can be compared with published ones.

namespace Hvae.Data;

/// <summary>How the content of a data set relates to the one that the papers used.</summary>
public enum DataQuality
{
    /// <summary>The published data set, equal byte for byte by its checksum.</summary>
    Official,

    /// <summary>Real images whose checksum or count differs from the published data set.</summary>
    UnofficialCopy,

    /// <summary>Images made by a generator. Nothing measured on them holds for the real data set.</summary>
    StandIn,
}

/// <summary>The words for a <see cref="DataQuality"/> in records and captions.</summary>
public static class DataQualityText
{
    /// <summary>Returns "official", "unofficial copy" or "stand-in".</summary>
    public static string ToText(this DataQuality quality) => quality switch
    {
        DataQuality.Official => "official",
        DataQuality.UnofficialCopy => "unofficial copy",
        DataQuality.StandIn => "stand-in",
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, message: null),
    };
}
