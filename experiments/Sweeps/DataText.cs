// How a data set is named on records and pictures, so that nobody takes a stand-in for the real one.

using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Names data sets for people and records.</summary>
internal static class DataText
{
    /// <summary>The record of where the images came from.</summary>
    /// <param name="data">What was opened.</param>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="trainImages">So many at most are trained on.</param>
    /// <param name="epochs">How often.</param>
    /// <param name="testImages">So many at most are tested on.</param>
    /// <param name="more">What else is measured on how much of it; empty when nothing is.</param>
    public static DataSource Source(DataSet data, string wanted, int trainImages, int epochs, int testImages, string more = "") => new(
        data.Name, data.Quality.ToText(), data.Fingerprint,
        $"{data.Name} ({data.Quality.ToText()}): {epochs:N0} epoch{(epochs == 1 ? "" : "s")} of "
            + $"{Math.Min(trainImages, data.Train.Count):N0} of {data.Train.Count:N0} training images, "
        + $"{Math.Min(testImages, data.Test.Count):N0} of {data.Test.Count:N0} test images{more}")
    {
        Wanted = wanted,
    };

    /// <summary>Name and quality, for the rows of tables: what it is, and what it stands in for.</summary>
    public static string Labelled(DataSource source) =>
        $"{source.Name} ({source.Quality}){(source.IsStandIn ? $" for {source.Wanted}" : "")}";

    /// <summary>A name short enough for the title of a panel.</summary>
    public static string Short(DataSource source) => source.IsStandIn ? $"{source.Name} for {source.Wanted}" : source.Name;

    /// <summary>The warning that a picture must carry when its images are not the official ones; null when they are.</summary>
    public static FigureWarning? Warning(DataSource source) => source.Quality switch
    {
        "official" => null,
        "stand-in" => new(source.Wanted, $"STAND-IN: {source.Name}, generated images; no number here says anything about the real ones"),
        _ => new(source.Name, "UNOFFICIAL COPY: numbers are not comparable to published ones"),
    };

    /// <summary>One warning for all subjects of which the same is to be said.</summary>
    public static IReadOnlyList<FigureWarning> Grouped(IEnumerable<FigureWarning?> warnings) =>
        [.. warnings.OfType<FigureWarning>().Distinct().GroupBy(warning => warning.What, warning => warning.Subject)
            .Select(same => new FigureWarning(string.Join(", ", same), same.Key))];
}
