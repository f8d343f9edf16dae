// Made-up sweeps whose metrics are simple functions of the two rates.

using System.Collections.Immutable;
using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Claims;
using Repro.Plans;
using static Experiments.Jobs.MetricNames;

namespace Experiments.Xiao23.Claims;

/// <summary>Each metric as a function of (log10 R(z2), log10 R(z1|z2)), which both go from 0 to 2 as betas go from 10 to 0.1.</summary>
internal sealed record World
{
    private World(ImmutableSortedDictionary<string, Func<double, double, double>> metrics) => Metrics = metrics;

    /// <summary>Metrics with which the paper is right about SVHN.</summary>
    public static World AsThePaperSays { get; } = new World(ImmutableSortedDictionary<string, Func<double, double, double>>.Empty)
        .With(RateZ2, (z2, _) => Math.Pow(10, z2))
        .With(RateZ1, (_, z1) => Math.Pow(10, z1))
        .With(Rate, (z2, z1) => Math.Pow(10, z2) + Math.Pow(10, z1))
        .With(Psnr, (z2, z1) => 10 + (5 * z1) - (0.5 * z2))
        .With(Sharpness, SharpnessValue)
        .With(Diversity, DiversityValue)
        .With(InceptionScore, (z2, z1) => SharpnessValue(z2, z1) * DiversityValue(z2, z1))
        .With(MutualInformation, (z2, _) => Information(z2))
        .With(AccuracyBound, (z2, _) => 0.2 + (0.4 * Information(z2)))
        .With(AccuracyZ2RbfSvm, (z2, z1) => 0.1 + (0.4 * Information(z2)) - (0.05 * z1))
        .With(AccuracyZ2Knn, (z2, z1) => 0.1 + (0.3 * Information(z2)) - (0.05 * z1))
        .With(Accuracy("z2", "logistic"), HelpedByZ1)
        .With(Accuracy("z2", "linear_svm"), HelpedByZ1)
        .WithAll("z1", (_, _) => 0.95);

    /// <summary>Metrics with which the paper is right about CIFAR-10: all classifiers of z2 profit from R(z1|z2).</summary>
    public static World AsThePaperSaysOfCifar10 { get; } = AsThePaperSays.WithAll("z2", HelpedByZ1);

    public ImmutableSortedDictionary<string, Func<double, double, double>> Metrics { get; private init; }

    /// <summary>Standard errors of metrics. Accuracies have their number of test images instead.</summary>
    public ImmutableDictionary<string, double> Errors { get; init; } = ImmutableDictionary<string, double>.Empty
        .Add(InceptionScore, 0.002).Add(MutualInformation, 0.01);

    public long TestImages { get; init; } = 1_000_000;

    public World With(string metric, Func<double, double, double> value) => this with { Metrics = Metrics.SetItem(metric, value) };

    public World Without(string metric) => this with { Metrics = Metrics.Remove(metric) };

    public World WithAll(string latent, Func<double, double, double> value) =>
        Classifiers.Aggregate(this, (world, classifier) => world.With(Accuracy(latent, classifier), value));

    /// <summary>A standard normal number that belongs to the place.</summary>
    public static double Noise(double z2, double z1) =>
        new RandomStream(new RandomStream((ulong)((100_000 * Math.Round(z2, 3)) + (1000 * Math.Round(z1, 3)) + 1)).Bits()).Normal();

    public Sweep Sweep(string data = "svhn", string quality = "official", int points = 7, string family = "GHVAE") => new(
        family,
        new DataSource(data, quality, new('0', 64), $"{data} ({quality}): 10 of 20 training images"),
        [.. new BetaGrid(points, 0.1, 10).Cells().Select(betas => new SweepCell(betas, [Model(betas)]))]);

    private SweepModel Model(Betas betas)
    {
        var (z2, z1) = (1 - Math.Log10(betas.Beta2), 1 - Math.Log10(betas.Beta1));
        return new(2, IsComplete: true, Metrics.ToDictionary(
            metric => metric.Key,
            metric => new Metric(
                metric.Key, metric.Value(z2, z1), "", Errors.TryGetValue(metric.Key, out var error) ? error : null,
                metric.Key.StartsWith("accuracy_z", StringComparison.Ordinal) ? TestImages : null),
            StringComparer.Ordinal));
    }

    private static double Information(double z2) => z2 * 0.9;

    private static double SharpnessValue(double z2, double z1) => Math.Exp(-1.2 + (0.5 * z2) - (0.02 * Math.Pow(z1 - (1.0 / 3), 2)));

    private static double DiversityValue(double z2, double z1) => Math.Exp(1.8 - (0.1 * Math.Pow(z1 - (1.0 / 3), 2)));

    private static double HelpedByZ1(double z2, double z1) => 0.3 + (0.2 * z1) + (0.01 * z2);
}
