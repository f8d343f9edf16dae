// The metrics of a sweep's models: their names in pictures and tables, and whether pictures ring the models on the hull.

using Experiments.Jobs;
using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>A metric of a sweep's models.</summary>
/// <param name="Name">Name in records (<see cref="MetricNames"/>).</param>
/// <param name="Title">Title in pictures.</param>
/// <param name="Column">Title of the column in tables.</param>
/// <param name="Unit">Unit of the metric; empty for pure numbers.</param>
/// <param name="HasHull">
/// Whether pictures ring the models that are optimal at their total rate. Of our metrics the public code does so for PSNR, inception score,
/// mutual information and all accuracies (<c>CH_plot</c> in its plot_eval.py), and not for likelihood, diversity and sharpness.
/// </param>
public sealed record SweepMetric(string Name, string Title, string Column, string Unit = "", bool HasHull = false)
{
    /// <summary>Peak signal-to-noise ratio of reconstructions by modes.</summary>
    public static SweepMetric Psnr { get; } = new(MetricNames.Psnr, "PSNR", "PSNR", "dB", HasHull: true);

    /// <summary>Distortion, −log p(x|z1).</summary>
    public static SweepMetric Distortion { get; } = new(MetricNames.Distortion, "Distortion D", "D", "nats");

    /// <summary>Rate of the top latent.</summary>
    public static SweepMetric RateZ2 { get; } = new(MetricNames.RateZ2, "R(z₂)", "R(z2)", "nats");

    /// <summary>Rate of the bottom latent.</summary>
    public static SweepMetric RateZ1 { get; } = new(MetricNames.RateZ1, "R(z₁|z₂)", "R(z1|z2)", "nats");

    /// <summary>Total rate: the sum of the rates of both latents.</summary>
    public static SweepMetric Rate { get; } = new(MetricNames.Rate, "Total rate R", "R", "nats");

    /// <summary>Inception score of samples.</summary>
    public static SweepMetric InceptionScore { get; } = new(MetricNames.InceptionScore, "Inception score", "IS", HasHull: true);

    /// <summary>Diversity of samples: exp of the entropy of their mean class probabilities.</summary>
    public static SweepMetric Diversity { get; } = new(MetricNames.Diversity, "Diversity", "diversity");

    /// <summary>Sharpness of samples: exp of their mean negative class entropy.</summary>
    public static SweepMetric Sharpness { get; } = new(MetricNames.Sharpness, "Sharpness", "sharpness");

    /// <summary>Mutual information between the label and the top latent.</summary>
    public static SweepMetric MutualInformation { get; } =
        new(MetricNames.MutualInformation, "Mutual information I(y;z₂)", "I(y;z2)", "nats", HasHull: true);

    /// <summary>Mutual information without each image's own posterior.</summary>
    public static SweepMetric MutualInformationLeaveOneOut { get; } =
        new(MetricNames.MutualInformationLeaveOneOut, "Leave-one-out I(y;z₂)", "I(y;z2) leave-one-out", "nats");

    /// <summary>Bound of accuracies by the mutual information (Eq. 11).</summary>
    public static SweepMetric AccuracyBound { get; } = new(MetricNames.AccuracyBound, "Accuracy bound f⁻¹(I)", "accuracy bound");

    /// <summary>Bound of accuracies by the mutual information without each image's own posterior.</summary>
    public static SweepMetric AccuracyBoundLeaveOneOut { get; } =
        new(MetricNames.AccuracyBoundLeaveOneOut, "Accuracy bound f⁻¹(leave-one-out I)", "accuracy bound leave-one-out");

    /// <summary>Bound of accuracies on samples of z2 by its rate.</summary>
    public static SweepMetric AccuracyBoundOfRate { get; } =
        new(MetricNames.AccuracyBoundOfRate, "Accuracy bound f⁻¹(R(z₂))", "accuracy bound of R(z2)");

    /// <summary>Accuracies of the RBF SVM and of nearest neighbours on samples of z2.</summary>
    public static IReadOnlyList<SweepMetric> AccuraciesOfSamples { get; } = Accuracies(
        "z₂ samples", "z2_sample", "z2 samples", ("rbf_svm", "RBF SVM"), ("knn", "kNN"));

    /// <summary>Accuracies of the four classifiers on the features of z2, in the order of the public code's list.</summary>
    public static IReadOnlyList<SweepMetric> AccuraciesZ2 { get; } = Accuracies("z₂", "z2");

    /// <summary>Accuracies of the four classifiers on the features of z1, in the same order.</summary>
    public static IReadOnlyList<SweepMetric> AccuraciesZ1 { get; } = Accuracies("z₁", "z1");

    /// <summary>Accuracy of an RBF SVM on z2, which Xiao23 Figures 1 and 6 show.</summary>
    public static SweepMetric RbfSvmOnZ2 => AccuraciesZ2[1];

    /// <summary>The metrics that the table of a sweep shows where they were measured.</summary>
    public static IReadOnlyList<SweepMetric> All { get; } =
    [
        RateZ2, RateZ1, Rate, Distortion, new(MetricNames.Loss, "Loss", "loss", "nats"), Psnr, InceptionScore, Diversity,
        Sharpness,
        new(MetricNames.ClassifierAccuracy, "Classifier's test accuracy", "classifier accuracy"), MutualInformation,
        AccuracyBound, MutualInformationLeaveOneOut, AccuracyBoundLeaveOneOut, AccuracyBoundOfRate, .. AccuraciesZ2,
        .. AccuraciesOfSamples, .. AccuraciesZ1,
    ];

    /// <summary>The lowest and the highest value that the metric can have.</summary>
    public (double Low, double High)? Within { get; init; }

    /// <summary>Axis with the quantity and its unit. Metrics of the same quantity share it.</summary>
    public Axis Axis => new(Quantity ?? (Unit.Length == 0 ? Title : $"{Title} [{Unit}]")) { Within = Within };

    /// <summary>The quantity that is measured, or null where the title names it.</summary>
    public string? Quantity { get; init; }

    /// <summary>Returns the title with the text before it, e.g. the data set, unless that is empty.</summary>
    public string TitleOf(string about) => about.Length == 0 ? Title : $"{about}: {Title}";

    private static IReadOnlyList<SweepMetric> Accuracies(string latent, string column) => Accuracies(
        latent, column, column, ("logistic", "Logistic regression"), ("rbf_svm", "RBF SVM"), ("linear_svm", "Linear SVM"), ("knn", "kNN"));

    private static IReadOnlyList<SweepMetric> Accuracies(
        string latent, string name, string column, params IEnumerable<(string Name, string Title)> classifiers) =>
    [
        .. from classifier in classifiers
           select new SweepMetric(
               MetricNames.Accuracy(name, classifier.Name), $"{classifier.Title} on {latent}", $"{classifier.Title} on {column}",
               HasHull: true)
           {
               Quantity = "Accuracy",
               Within = (0, 1),
           },
    ];
}
