// The accuracies on latents that the paper prints.

using Experiments.Paper;
using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

/// <summary>Xiao23 Table 1: best accuracy over all betas.</summary>
internal static class PublishedAccuracy
{
    /// <summary>Where the values stand in the paper.</summary>
    public static string Source => PublishedValues.Xiao23["table1"]!["source"]!.GetValue<string>();

    /// <summary>In percent, as printed.</summary>
    /// <param name="data"><c>svhn</c> or <c>cifar10</c>.</param>
    /// <param name="latent"><c>z2</c> or <c>z1</c>.</param>
    /// <param name="classifier">One of <see cref="MetricNames.Classifiers"/>.</param>
    public static double Percent(string data, string latent, string classifier) =>
        PublishedValues.Xiao23["table1"]!["accuracy"]![data]![latent]![classifier]!.GetValue<double>();

    /// <summary>In how many of the eight combinations of data set and classifier z1 beats z2.</summary>
    public static int Z1BeatsZ2() =>
        (from data in new[] { "svhn", "cifar10" } from classifier in MetricNames.Classifiers select (data, classifier))
        .Count(pair => Percent(pair.data, "z1", pair.classifier) > Percent(pair.data, "z2", pair.classifier));
}
