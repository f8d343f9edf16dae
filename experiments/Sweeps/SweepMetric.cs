// The metrics of a sweep's models: how each is called on pictures and in tables, and which end of it is good.

using Experiments.Jobs;
using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>One metric.</summary>
/// <param name="Name">In records (<see cref="MetricNames"/>).</param>
/// <param name="Title">On pictures.</param>
/// <param name="Column">In tables.</param>
/// <param name="Unit">Empty for pure numbers.</param>
/// <param name="Good">Which end is good; null when neither is.</param>
public sealed record SweepMetric(string Name, string Title, string Column, string Unit = "", GoodEnd? Good = GoodEnd.High)
{
    /// <summary>Peak signal-to-noise ratio of reconstructions by modes.</summary>
    public static SweepMetric Psnr { get; } = new(MetricNames.Psnr, "PSNR", "PSNR", "dB");

    /// <summary>−log p(x|z1).</summary>
    public static SweepMetric Distortion { get; } = new(MetricNames.Distortion, "Distortion D", "D", "nats", GoodEnd.Low);

    /// <summary>Rate of the top latent.</summary>
    public static SweepMetric RateZ2 { get; } = new(MetricNames.RateZ2, "R(z₂)", "R(z2)", "nats", null);

    /// <summary>Rate of the bottom latent.</summary>
    public static SweepMetric RateZ1 { get; } = new(MetricNames.RateZ1, "R(z₁|z₂)", "R(z1|z2)", "nats", null);

    /// <summary>Their sum.</summary>
    public static SweepMetric Rate { get; } = new(MetricNames.Rate, "Total rate R", "R", "nats", null);

    /// <summary>Of samples.</summary>
    public static SweepMetric InceptionScore { get; } = new(MetricNames.InceptionScore, "Inception score", "IS");

    /// <summary>exp H of the samples' mean class probabilities.</summary>
    public static SweepMetric Diversity { get; } = new(MetricNames.Diversity, "Diversity", "diversity");

    /// <summary>exp of the samples' mean negative class entropy.</summary>
    public static SweepMetric Sharpness { get; } = new(MetricNames.Sharpness, "Sharpness", "sharpness");

    /// <summary>Between label and top latent.</summary>
    public static SweepMetric MutualInformation { get; } =
        new(MetricNames.MutualInformation, "Mutual information I(y;z₂)", "I(y;z2)", "nats");

    /// <summary>The four classifiers, in the order of the public code's list, on the features of z2.</summary>
    public static IReadOnlyList<SweepMetric> AccuraciesZ2 { get; } = Accuracies("z₂", "z2");

    /// <summary>The same on the features of z1.</summary>
    public static IReadOnlyList<SweepMetric> AccuraciesZ1 { get; } = Accuracies("z₁", "z1");

    /// <summary>RBF SVM on z2: the accuracy of Xiao23 Figures 1 and 6.</summary>
    public static SweepMetric RbfSvmOnZ2 => AccuraciesZ2[1];

    /// <summary>All that a sweep's table shows, where it was measured.</summary>
    public static IReadOnlyList<SweepMetric> All { get; } =
    [
        RateZ2, RateZ1, Rate, Distortion, new(MetricNames.Loss, "Loss", "loss", "nats", GoodEnd.Low), Psnr, InceptionScore, Diversity,
        Sharpness,
        new(MetricNames.ClassifierAccuracy, "Classifier's test accuracy", "classifier accuracy"), MutualInformation,
        new(MetricNames.AccuracyBound, "Accuracy bound f⁻¹(I)", "accuracy bound"), .. AccuraciesZ2, .. AccuraciesZ1,
    ];

    /// <summary>The least and the greatest value that the metric can have.</summary>
    public (double Low, double High)? Within { get; init; }

    /// <summary>What is measured and its unit, for axes and colour bars: metrics of one quantity share it.</summary>
    public Axis Axis => new(Quantity ?? (Unit.Length == 0 ? Title : $"{Title} [{Unit}]")) { Within = Within };

    /// <summary>What is measured, where the title says only on what.</summary>
    public string? Quantity { get; init; }

    /// <summary>The title, after what it is about (e.g. the data set) unless that is empty.</summary>
    public string TitleOf(string about) => about.Length == 0 ? Title : $"{about}: {Title}";

    private static IReadOnlyList<SweepMetric> Accuracies(string latent, string column) =>
    [
        .. from classifier in new[] { ("logistic", "Logistic regression"), ("rbf_svm", "RBF SVM"), ("linear_svm", "Linear SVM"),
            ("knn", "kNN") }
           let name = MetricNames.Accuracy(column, classifier.Item1)
           select new SweepMetric(name, $"{classifier.Item2} on {latent}", $"{classifier.Item2} on {column}")
           {
               Quantity = "Accuracy",
               Within = (0, 1),
           },
    ];
}
