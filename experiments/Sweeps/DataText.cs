// Names of data sets in records and pictures, so that nobody takes a stand-in for the real one.

using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Texts about data sets.</summary>
internal static class DataText
{
    /// <summary>Returns the record of the origin of the images.</summary>
    /// <param name="data">Data set that was opened.</param>
    /// <param name="wanted">Name of the data set that was asked for.</param>
    /// <param name="trainImages">Largest number of training images.</param>
    /// <param name="epochs">Number of epochs.</param>
    /// <param name="testImages">Largest number of test images.</param>
    /// <param name="more">Further measurements with their number of images, as the end of a sentence; empty when there are none.</param>
    /// <param name="fewest">Smallest number of test images of any measurement; null when each uses them all.</param>
    public static DataSource Source(
        DataSet data, string wanted, int trainImages, int epochs, int testImages, string more = "", int? fewest = null) => new(
        data.Name, data.Quality.ToText(), data.Fingerprint,
        $"{data.Name} ({data.Quality.ToText()}): {epochs:N0} epoch{(epochs == 1 ? "" : "s")} of "
            + $"{Math.Min(trainImages, data.Train.Count):N0} of {data.Train.Count:N0} training images, "
        + $"{Math.Min(testImages, data.Test.Count):N0} of {data.Test.Count:N0} test images{more}")
        {
            Wanted = wanted,
            Share = OfficialCounts.TryGetValue(wanted, out var official)
            ? Math.Min(
                Math.Min(trainImages, data.Train.Count) / (double)official.Train,
                Math.Min(fewest ?? testImages, data.Test.Count) / (double)official.Test)
            : null,
        };

    /// <summary>Numbers of training and test images of the data sets whose splits are official.</summary>
    private static readonly IReadOnlyDictionary<string, (int Train, int Test)> OfficialCounts = new Dictionary<string, (int, int)>
    {
        ["mnist"] = (60_000, 10_000),
        ["svhn"] = (73_257, 26_032),
        ["cifar10"] = (50_000, 10_000),
        ["celeba64"] = (162_770, 19_962),
    };

    /// <summary>Returns the name and the quality for the rows of tables, and the data set that a stand-in replaces.</summary>
    public static string Labelled(DataSource source) =>
        $"{source.Name} ({source.Quality}){(source.IsStandIn ? $" for {source.Wanted}" : "")}";

    /// <summary>Returns a name that is short enough for the title of a panel.</summary>
    public static string Short(DataSource source) => source.IsStandIn ? $"{source.Name} for {source.Wanted}" : source.Name;

    /// <summary>Returns the sentence that a run prints about a stand-in.</summary>
    public static string OfStandIn(DataSource source) =>
        $"{source.Name} (generated images) takes the place of {source.Wanted}, and nothing here says anything about {source.Wanted}.";

    /// <summary>Returns the warning that a picture must carry when its images are not the official ones, or null when they are.</summary>
    public static FigureWarning? Warning(DataSource source) => source.Quality switch
    {
        "official" => null,
        "stand-in" => new(source.Wanted, $"STAND-IN: {source.Name}, generated images; no number here says anything about the real ones"),
        _ => new(source.Name, "UNOFFICIAL COPY: numbers are not comparable to published ones"),
    };

    /// <summary>Joins warnings that differ only in their subject.</summary>
    public static IReadOnlyList<FigureWarning> Grouped(IEnumerable<FigureWarning?> warnings) =>
        [.. warnings.OfType<FigureWarning>().Distinct().GroupBy(warning => warning.What, warning => warning.Subject)
            .Select(same => new FigureWarning(string.Join(", ", same), same.Key))];
}
