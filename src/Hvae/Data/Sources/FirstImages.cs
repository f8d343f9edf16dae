// The names of data sets of which only the first training images are taken: lsun-bedroom64-first-20000.

namespace Hvae.Data.Sources;

internal static class FirstImages
{
    private const string Words = "-first-";

    /// <summary>The name of a whole data set and how many training images are wanted of it; null: all.</summary>
    /// <param name="name">What was asked for; a name that is written otherwise is returned as it is.</param>
    public static (string Whole, int? First) Parse(string name)
    {
        var at = name.LastIndexOf(Words, StringComparison.Ordinal);
        if (at < 0 || !int.TryParse(name[(at + Words.Length)..], out var first) || first < 1)
            return (name, null);
        var whole = name[..at];
        return NameOf(whole, first) == name ? (whole, first) : (name, null);
    }

    /// <summary>The inverse of <see cref="Parse"/>.</summary>
    public static string NameOf(string whole, int? first) => first is null ? whole : $"{whole}{Words}{first}";

    /// <summary>How many training images are taken of those that there are: all when more are wanted, so that one name serves small copies too.</summary>
    public static int CountOf(int? first, int available) => Math.Min(first ?? available, available);
}
