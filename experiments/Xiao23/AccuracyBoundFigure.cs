// Accuracies on means and on samples of z2 against the bound of Eq. 11, which holds for samples alone (our addition to Xiao & Bamler).

using Experiments.Jobs;
using Experiments.Sweeps;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>
/// Classifiers on the mean of q(z2|x) see z2 without the noise of the posterior, so the information of z2 does not limit them. The figure
/// and the table show by how much they exceed the limit of classifiers on samples.
/// </summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class AccuracyBoundFigure(DataCatalog catalog) : SweepExperiment(
    catalog, "AccuracyBound",
    "Accuracies on means and on samples of z2 against the bound of Eq. 11, which holds for samples, "
        + "GHVAE on SVHN, CIFAR-10 and MNIST (our addition to Xiao & Bamler).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents),
    new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Rates | Measurements.Latents),
    new SweepRequest(ModelSpecification.GhvaeFamily, "mnist", Measurements.Rates | Measurements.Latents))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report) => new()
    {
        Figures =
        [
            report.Figure(
                "Classifiers on means and on samples of z₂, and the bound of accuracies by R(z₂)",
                [.. report.Sweeps.Select(sweep => new BoundedAccuracies(sweep).Panel())],
                perRow: 3,
                "Symbols above one another are two classifiers on one model, each on the mean of q(z₂|x) (red) and on one sample of it "
                    + "for each image (blue). Eq. 11 bounds classifiers on samples, so blue symbols are on the line or below it, up to "
                    + "the error of an accuracy. A mean lacks the noise of the posterior, so red symbols may be far above the line; look "
                    + "for them at low rates, where samples of z₂ say almost nothing about the image. The paper has no such figure."),
        ],
        Tables =
        [
            new Table
            {
                Name = $"{Name}.excess",
                Caption = report.Caption(
                    "Models whose accuracy on z₂ is above the bound of Eq. 11, and the model that exceeds it most. The bound is f⁻¹ of "
                    + "R(z₂), of I(y; z₂) as the public code estimates it, or of I(y; z₂) without each image's own posterior; the last "
                    + "estimate is biased downwards, so samples can exceed its bound. The excess is negative where no model is above. ± is "
                    + "the standard error of the accuracy from its number of test images; about one model in 40 whose true accuracy is "
                    + "the bound is above it by more than two of them."),
                Columns = BoundedAccuracies.Columns,
                Rows = [.. report.Sweeps.SelectMany(sweep => new BoundedAccuracies(sweep).Rows())],
            },
            report.Models(),
        ],
    };
}

/// <summary>Compares the accuracies of single models with their bounds.</summary>
/// <param name="sweep">The models.</param>
internal sealed class BoundedAccuracies(Sweep sweep)
{
    /// <summary>The classifiers that see means and samples. Samples are drawn first, so that means are on top.</summary>
    private static readonly IReadOnlyList<BoundedClassifier> Classifiers =
    [
        new(MetricNames.AccuracyZ2SampleRbfSvm, "RBF SVM", "samples", "#1f77b4", MarkSymbol.Square),
        new(MetricNames.AccuracyZ2SampleKnn, "kNN", "samples", "#1f77b4", MarkSymbol.Diamond),
        new(MetricNames.AccuracyZ2RbfSvm, "RBF SVM", "means", "#d62728", MarkSymbol.Dot),
        new(MetricNames.AccuracyZ2Knn, "kNN", "means", "#d62728", MarkSymbol.Triangle),
    ];

    private static readonly IReadOnlyList<(string Metric, string Name)> Bounds =
    [
        (MetricNames.AccuracyBoundOfRate, "f⁻¹(R(z2))"),
        (MetricNames.AccuracyBound, "f⁻¹(I(y;z2))"),
        (MetricNames.AccuracyBoundLeaveOneOut, "f⁻¹(I(y;z2) leave-one-out)"),
    ];

    /// <summary>The models of all seeds, each as a cell of its own, because a bound holds for each model and not for their mean.</summary>
    private readonly SweepCell[] models =
        [.. from cell in sweep.Cells from model in cell.Models select cell with { Models = [model] }];

    /// <summary>Columns of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("data"), new("bound"), new("classifier"), new("features"), new("models", Format: "N0"), new("above", Format: "N0"),
        new("above by over 2 ±", Format: "N0"), new("largest excess", "points", "F1"), new("±", "points", "F1"),
        new("accuracy", "%", "F1"), new("accuracy bound", "%", "F1"), new("R(z2)", "nats", "G3"), new("beta2", Format: "G4"),
        new("beta1", Format: "G4"), new("seed") { IsMinor = true },
    ];

    /// <summary>Returns the panel of accuracies over R(z2). The line joins the bounds of the models in rising order of R(z2).</summary>
    public PlanePanel Panel()
    {
        var bounded = Measured(MetricNames.AccuracyBoundOfRate).OrderBy(Rate).ToArray();
        return new()
        {
            Title = DataText.Short(sweep.Data),
            X = SweepMetric.RateZ2.Axis with { Logarithmic = true },
            Y = SweepMetric.RbfSvmOnZ2.Axis with { Within = (-0.03, 1.03) }, // The frame would hide a line at 1 and cut symbols at 0.
            Curves =
            [
                new("bound f⁻¹(R(z₂)) (Eq. 11)", "black", Places(bounded, MetricNames.AccuracyBoundOfRate), CurveLine.Dashed)
                {
                    Origins = Origins(bounded),
                },
            ],
            Marks = [.. Classifiers.Select(Marks)],
        };
    }

    /// <summary>Returns a row for each bound, classifier, and means and samples.</summary>
    public IEnumerable<IReadOnlyList<object?>> Rows() =>
        from bound in Bounds
        from classifier in Classifiers.Reverse()
        select Row(bound.Metric, bound.Name, classifier);

    private object?[] Row(string bound, string name, BoundedClassifier classifier)
    {
        var measured = Measured(bound, classifier.Metric);
        object?[] row = [DataText.Labelled(sweep.Data), name, classifier.Name, classifier.Features, (long)measured.Length];
        if (measured.Length == 0) return [.. row, .. new object?[Columns.Count - row.Length]];

        var most = measured.MaxBy(Excess)!;
        return
        [
            .. row, (long)measured.Count(model => Excess(model) > 0), (long)measured.Count(model => Excess(model) > 2 * Error(model)),
            100 * Excess(most), 100 * Error(most), 100 * most.Mean(classifier.Metric), 100 * most.Mean(bound), Rate(most),
            most.Betas.Beta2, most.Betas.Beta1, most.Models[0].Seed,
        ];

        double Excess(SweepCell model) => model.Mean(classifier.Metric) - model.Mean(bound);
        double Error(SweepCell model) => model.Models[0].Metrics[classifier.Metric].StandardError!.Value;
    }

    private MarkSeries Marks(BoundedClassifier classifier)
    {
        var measured = Measured(classifier.Metric);
        return new($"{classifier.Name} on {classifier.Features}", classifier.Colour, Places(measured, classifier.Metric), classifier.Symbol)
        {
            Origins = Origins(measured),
        };
    }

    /// <summary>Returns the models that have R(z2) and all of some metrics.</summary>
    private SweepCell[] Measured(params IEnumerable<string> metrics) =>
        [.. models.Where(model => metrics.Append(MetricNames.RateZ2).All(metric => double.IsFinite(model.Mean(metric))))];

    private static double Rate(SweepCell model) => model.Mean(MetricNames.RateZ2);

    private static IReadOnlyList<(double X, double Y)> Places(IEnumerable<SweepCell> models, string metric) =>
        [.. models.Select(model => (Rate(model), model.Mean(metric)))];

    private static IReadOnlyList<Origin> Origins(IEnumerable<SweepCell> models) => [.. models.Select(model => model.Origin)];

    /// <summary>A classifier on means or on samples of z2.</summary>
    /// <param name="Metric">Name of its accuracy in records.</param>
    /// <param name="Name">Name of the classifier.</param>
    /// <param name="Features">What of q(z2|x) it is trained and tested on, <c>means</c> or <c>samples</c>.</param>
    /// <param name="Colour">Colour of its symbols.</param>
    /// <param name="Symbol">Its symbol.</param>
    private sealed record BoundedClassifier(string Metric, string Name, string Features, string Colour, MarkSymbol Symbol);
}
