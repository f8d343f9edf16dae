// Tells the size of each data set once. Captions, reasons and notes each repeat it, because each may be read alone.

namespace Repro.Execution;

/// <summary>Shortens texts that are read one after another.</summary>
/// <param name="descriptions">Descriptions of the data sets: name and quality, and after a colon the sizes.</param>
public sealed class DataTold(IEnumerable<string> descriptions)
{
    private readonly List<string> descriptions = [.. descriptions.Distinct()];
    private readonly HashSet<string> told = [];

    /// <summary>Returns a text in which a data set that was described before has its name and quality only.</summary>
    public string Told(string text) =>
        Short(text, [.. descriptions.Where(each => text.Contains(each, StringComparison.Ordinal) && !told.Add(each))]);

    /// <summary>Returns a text in which each of the data sets has its name and quality only.</summary>
    public static string Short(string text, IEnumerable<string> descriptions) => descriptions.Aggregate(
        text, (shorter, description) => shorter.Replace(description, description.Split(": ")[0], StringComparison.Ordinal));
}
