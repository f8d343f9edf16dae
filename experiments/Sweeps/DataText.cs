// How a data set is named on records and pictures, so that nobody takes a stand-in for the real one.

using Hvae.Data;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Names data sets for people and records.</summary>
internal static class DataText
{
    /// <summary>The record of where the images came from.</summary>
    public static DataSource Source(DataSet data, int trainImages, int testImages) => new(
        data.Name, data.Quality.ToText(), data.Fingerprint,
        $"{data.Name} ({data.Quality.ToText()}): {Math.Min(trainImages, data.Train.Count):N0} of {data.Train.Count:N0} training images, "
        + $"{Math.Min(testImages, data.Test.Count):N0} of {data.Test.Count:N0} test images");

    /// <summary>The line that a picture must carry when its images are not the official ones; null when they are.</summary>
    public static string? Warning(DataSource source) => source.Quality switch
    {
        "official" => null,
        "stand-in" => $"STAND-IN DATA: generated images in place of {source.Name}; no number here says anything about {source.Name}",
        _ => $"UNOFFICIAL COPY of {source.Name}: numbers are not comparable to published ones",
    };
}
