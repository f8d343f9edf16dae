// Simulated sweeps whose metrics are known functions of the two rates, with the noise of seeds and of test images.

using System.Collections.Immutable;
using Experiments.Claims;
using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Claims;
using Repro.Plans;
using static Experiments.Jobs.MetricNames;

namespace Experiments.Xiao23.Claims;

/// <summary>Which seeds train on which cells, and how far they scatter.</summary>
/// <param name="Points">Number of values of each beta.</param>
/// <param name="EveryBeta">The further seeds train where the indices of both betas are divisible by this.</param>
/// <param name="MoreSeeds">Number of seeds beside the first, which trains on all cells.</param>
/// <param name="Noise">How far each metric scatters over seeds; other metrics do not.</param>
public sealed record WorldSettings(int Points, int EveryBeta, int MoreSeeds, IReadOnlyDictionary<string, SeedScatter> Noise)
{
    /// <summary>The grid and its seeds, as <see cref="ErrorRates.Grid"/> names them.</summary>
    internal string Size => ErrorRates.Grid([.. Enumerable.Range(0, Points * Points).Select(cell => Seeds(cell / Points, cell % Points))]);

    /// <summary>Returns the number of seeds of a cell.</summary>
    /// <param name="row">Index of one beta.</param>
    /// <param name="column">Index of the other beta.</param>
    internal int Seeds(int row, int column) => row % EveryBeta == 0 && column % EveryBeta == 0 ? 1 + MoreSeeds : 1;
}

/// <summary>How far a metric scatters over seeds.</summary>
/// <param name="Deviations">
/// Standard deviations on a grid of betas from 0.1 to 10, by beta1 and beta2 in rising order, or one for all betas; those of rates,
/// inception score, sharpness and diversity are relative.
/// </param>
/// <param name="Shared">
/// Share of the variance that comes from a plane over (ln beta2, ln beta1) by which a seed shifts and tilts all its models, in [0, 1].
/// </param>
public sealed record SeedScatter(IReadOnlyList<IReadOnlyList<double>> Deviations, double Shared)
{
    /// <summary>Returns a scatter with the same deviation for all betas.</summary>
    public static SeedScatter Uniform(double deviation, double shared) => new([[deviation]], shared);

    /// <summary>Returns the deviation at a pair of betas, linear in their logarithms between those of the grid.</summary>
    public double At(Betas betas)
    {
        var (row, upper) = Place(betas.Beta1);
        var (column, right) = Place(betas.Beta2);
        return Between(In(row), In(row + 1), upper);

        double In(int at) => Between(Of(at, column), Of(at, column + 1), right);

        (int Index, double Share) Place(double beta)
        {
            var place = (Math.Log10(beta) + 1) / 2 * (Deviations.Count - 1);
            return ((int)place, place - (int)place);
        }

        double Of(int at, int of) => Deviations[Math.Min(at, Deviations.Count - 1)][Math.Min(of, Deviations.Count - 1)];

        static double Between(double one, double other, double share) => one + (share * (other - one));
    }
}

/// <summary>Each metric as a function of (log10 R(z2), log10 R(z1|z2)), which both go from 0 to 2 as betas go from 10 to 0.1.</summary>
internal sealed record World
{
    private const double StandardErrorOfInformation = 0.01;

    private static readonly ImmutableHashSet<string> Relative = [RateZ2, RateZ1, Rate, InceptionScore, Sharpness, Diversity];

    /// <summary>Metrics that each model's information or bounds limit (Eq. 10 and 11).</summary>
    private static readonly IReadOnlyDictionary<string, string[]> Limits = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [MutualInformation] = [RateZ2],
        [MutualInformationLeaveOneOut] = [RateZ2],
        [AccuracyZ2SampleRbfSvm] = [AccuracyBound, AccuracyBoundOfRate],
        [AccuracyZ2SampleKnn] = [AccuracyBound, AccuracyBoundOfRate],
    };

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
        .WithInformation((z2, _) => 0.9 * z2)
        .With(AccuracyBound, (z2, _) => 0.36 + (0.3 * z2))
        .With(AccuracyBoundOfRate, (z2, _) => 0.36 + (0.32 * z2))
        .With(AccuracyZ2RbfSvm, (z2, z1) => 0.15 + (0.36 * z2) - (0.05 * z1))
        .With(AccuracyZ2Knn, (z2, z1) => 0.15 + (0.27 * z2) - (0.05 * z1))
        .With(AccuracyZ2SampleRbfSvm, (z2, _) => 0.12 + (0.3 * z2))
        .With(AccuracyZ2SampleKnn, (z2, _) => 0.12 + (0.25 * z2))
        .With(Accuracy("z2", "logistic"), HelpedByZ1)
        .With(Accuracy("z2", "linear_svm"), HelpedByZ1)
        .WithAll("z1", (_, _) => 0.95);

    /// <summary>Metrics with which the paper is right about CIFAR-10: all classifiers of z2 profit from R(z1|z2).</summary>
    public static World AsThePaperSaysOfCifar10 { get; } = AsThePaperSays.WithAll("z2", HelpedByZ1);

    /// <summary>Metrics with which the paper is right about MNIST: the best samples have a high R(z1|z2).</summary>
    public static World AsThePaperSaysOfMnist { get; } = AsThePaperSays.With(InceptionScore, (z2, z1) => 2 + z1 + (0.01 * z2));

    /// <summary>All models are equal, but for their rates.</summary>
    public static World Noise { get; } = AsThePaperSays.Metrics.Keys.Except([RateZ2, RateZ1, Rate, AccuracyBound, AccuracyBoundOfRate])
        .Aggregate(AsThePaperSays, (world, metric) => world.With(metric, (_, _) => metric switch
        {
            Psnr => 20,
            InceptionScore or Diversity => 4,
            Sharpness => 0.5,
            _ => 0.3,
        }));

    /// <summary>
    /// Returns the world whose metrics differ from those of noise by a tenth of what this one's do. Rates and bounds are the same.
    /// </summary>
    public World Weak() => Metrics.Keys.Where(metric => !Relative.Contains(metric) || metric is InceptionScore or Sharpness or Diversity)
        .Where(metric => metric is not (AccuracyBound or AccuracyBoundOfRate))
        .Aggregate(this, (world, metric) => world.With(metric, (z2, z1) => Relative.Contains(metric)
            ? Math.Pow(Noise.Metrics[metric](z2, z1), 0.9) * Math.Pow(Metrics[metric](z2, z1), 0.1)
            : (0.9 * Noise.Metrics[metric](z2, z1)) + (0.1 * Metrics[metric](z2, z1))));

    /// <summary>Metrics with which the paper is wrong in every claim.</summary>
    public static World Opposite { get; } = AsThePaperSays
        .With(Psnr, (z2, z1) => 20 - z2 - (3 * z1))
        .With(Sharpness, (_, z1) => Math.Exp(-1 - (0.1 * z1)))
        .With(Diversity, (z2, _) => Math.Exp(1.8 - (0.6 * z2)))
        .With(InceptionScore, (z2, z1) => Math.Exp(0.8 - (0.6 * z2) - (0.1 * z1)))
        .WithInformation((_, z1) => 101 + (10 * z1)) // above every R(z2)
        .With(AccuracyZ2RbfSvm, (z2, z1) => 0.9 - (0.1 * z2) - (0.1 * z1))
        .With(AccuracyZ2SampleRbfSvm, (z2, z1) => 0.6 - (0.1 * z2) - (0.1 * z1))
        .With(AccuracyZ2SampleKnn, (z2, z1) => 0.5 - (0.1 * z2) - (0.1 * z1))
        .With(Accuracy("z2", "logistic"), (z2, z1) => 0.5 + (0.2 * z2) - (0.05 * z1))
        .With(Accuracy("z2", "linear_svm"), (z2, z1) => 0.5 + (0.2 * z2) - (0.05 * z1))
        .With(AccuracyZ2Knn, (z2, z1) => 0.5 + (0.2 * z2) - (0.05 * z1))
        .WithAll("z1", (_, _) => 0.2);

    /// <summary>The metrics.</summary>
    public ImmutableSortedDictionary<string, Func<double, double, double>> Metrics { get; private init; }

    /// <summary>Number of test images of the latents' classifiers.</summary>
    public long TestImages { get; init; } = 2000;

    /// <summary>Returns the world with another metric.</summary>
    public World With(string metric, Func<double, double, double> value) => this with { Metrics = Metrics.SetItem(metric, value) };

    /// <summary>Returns the world in which a metric was not measured.</summary>
    public World Without(string metric) => this with { Metrics = Metrics.Remove(metric) };

    /// <summary>Returns the world with the same accuracy for all classifiers of a latent.</summary>
    public World WithAll(string latent, Func<double, double, double> value) =>
        Classifiers.Aggregate(this, (world, classifier) => world.With(Accuracy(latent, classifier), value));

    /// <summary>Returns a sweep of this world.</summary>
    /// <param name="settings">Grid, seeds and their noise.</param>
    /// <param name="random">Stream of the noise.</param>
    /// <param name="data">Name of the data set.</param>
    /// <param name="family">Family of the models.</param>
    public Sweep Sweep(WorldSettings settings, RandomStream random, string data = "svhn", string family = "GHVAE")
    {
        var cells = new BetaGrid(settings.Points, 0.1, 10).Cells().ToArray();
        // Test images are the same for all seeds.
        var evaluation = cells
            .Select(_ => Metrics.Keys.ToDictionary(metric => metric, _ => random.Normal(), StringComparer.Ordinal)).ToArray();
        var models = cells.Select(_ => new List<SweepModel>()).ToArray();
        for (var seed = 0; seed <= settings.MoreSeeds; seed++)
        {
            var planes = Metrics.Keys.ToDictionary(
                metric => metric, _ => (random.Normal(), random.Normal(), random.Normal()), StringComparer.Ordinal);
            for (var cell = 0; cell < cells.Length; cell++)
            {
                if (seed < settings.Seeds(cell / settings.Points, cell % settings.Points))
                    models[cell].Add(Model(seed + 2, cells[cell], settings, planes, evaluation[cell], random));
            }
        }

        return new(
            family, new DataSource(data, "official", new('0', 64), $"{data} (official): simulated"),
            [.. cells.Select((betas, cell) => new SweepCell(betas, models[cell]))]);
    }

    private SweepModel Model(
        long seed, Betas betas, WorldSettings settings, Dictionary<string, (double, double, double)> planes,
        Dictionary<string, double> evaluation, RandomStream random)
    {
        var (z2, z1) = (1 - Math.Log10(betas.Beta2), 1 - Math.Log10(betas.Beta1));
        var scattered = Metrics.ToDictionary(
            metric => metric.Key, metric => Scattered(metric.Key, metric.Value(z2, z1)), StringComparer.Ordinal);
        return new(seed, IsComplete: true, scattered.ToDictionary(
            pair => pair.Key, pair => Measured(pair.Key, Limited(pair.Key, pair.Value)), StringComparer.Ordinal));

        // A seed moves a model, but not across a limit that the world knows.
        double Limited(string name, double value) => Limits.GetValueOrDefault(name, [])
            .Where(limit => Metrics.ContainsKey(limit) && Metrics[name](z2, z1) <= Metrics[limit](z2, z1))
            .Select(limit => scattered[limit]).Append(value).Min();

        double Scattered(string name, double exact)
        {
            var (shift, tilt2, tilt1) = planes[name];
            // Over the grid the mean square of each direction is 1/3, so that the three terms share the variance.
            var plane = (shift + (tilt2 * (z2 - 1)) + (tilt1 * (z1 - 1))) / Math.Sqrt(5.0 / 3);
            var own = random.Normal();
            if (settings.Noise.GetValueOrDefault(name) is not { } scatter) return exact;
            var noise = scatter.At(betas) * ((Math.Sqrt(scatter.Shared) * plane) + (Math.Sqrt(1 - scatter.Shared) * own));
            return Relative.Contains(name) ? exact * Math.Exp(noise) : exact + noise;
        }

        Metric Measured(string name, double value)
        {
            if (name.StartsWith("accuracy_z", StringComparison.Ordinal))
            {
                var exact = Metrics[name](z2, z1);
                var error = Math.Sqrt(exact * (1 - exact) / TestImages);
                return new(name, Math.Clamp(value + (error * evaluation[name]), 0, 1), "", error, TestImages);
            }

            return name.StartsWith("mutual_information", StringComparison.Ordinal)
                ? new(name, value + (StandardErrorOfInformation * evaluation[name]), "nats", StandardErrorOfInformation)
                : new(name, value, "");
        }
    }

    private World WithInformation(Func<double, double, double> value) =>
        With(MutualInformation, value).With(MutualInformationLeaveOneOut, value);

    private static double SharpnessValue(double z2, double z1) => Math.Exp(-1.2 + (0.5 * z2) - (0.02 * Math.Pow(z1 - 1, 2)));

    private static double DiversityValue(double z2, double z1) =>
        Math.Exp(1.8 - (0.05 * Math.Pow(z1 - 1, 2)) - (0.3 * Math.Pow(Math.Max(0, z1 - 1), 2)));

    private static double HelpedByZ1(double z2, double z1) => 0.3 + (0.2 * z1) + (0.01 * z2);
}

/// <summary>A simulated world, and the claims that can be decided in it.</summary>
internal static class Worlds
{
    /// <summary>Names of the worlds: all models equal; the paper right, also with a tenth of its effects; the paper wrong.</summary>
    public const string Noise = "noise", Paper = "paper", Weak = "weak", Opposite = "opposite";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Noise, Paper, Weak, Opposite];

    /// <summary>
    /// Returns whether a claim is true in a world; null where it is neither, because the effect is zero. In the world of noise all models
    /// are as good as each other, so that B1 is false, and no information exceeds a rate, so that B12 is true.
    /// </summary>
    public static bool? IsTrue(string claim, string world) => (world, claim) switch
    {
        (Weak, "B1") => null, // Two of the optima differ by as little as does not count.
        (Paper or Weak, _) => true,
        (Opposite, "B11") => null, // One model is best in all tasks, and does not differ from itself.
        (Opposite, _) => false,
        (_, "B1") => false,
        (_, "B12") => true,
        _ => null,
    };

    /// <summary>The claims that are decided in a world, those of Shu &amp; Ermon first.</summary>
    public static IReadOnlyList<string> Claims { get; } =
    [
        "A1", "A2", "A3", "A4", "A8", "A9", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9a", "B9b", "B10", "B11", "B12", "B13",
    ];

    /// <summary>Returns the effects in a world, as a share of those of the paper.</summary>
    public static double EffectOf(string world) => world switch
    {
        Noise => 0,
        Paper => 1,
        Weak => 0.1,
        Opposite => -1,
        _ => throw new ArgumentOutOfRangeException(nameof(world), world, "There is no such world."),
    };

    /// <summary>Simulates one run of all sweeps and decides every claim, each by itself.</summary>
    /// <param name="world">Name of the world.</param>
    /// <param name="settings">Grid, seeds and their noise.</param>
    /// <param name="seed">Seed of the run.</param>
    public static IReadOnlyList<(string Id, Verdict Verdict)> Decide(string world, WorldSettings settings, ulong seed)
    {
        var sweeps = Sweeps(world, settings, seed);
        return [.. ClaimsOfXiao23.Decide(sweeps[0], sweeps[1], sweeps[2], sweeps[3]).Select(claim => (claim.Id, claim.Verdict))];
    }

    /// <summary>Returns the simulated sweeps of GHVAEs on SVHN, CIFAR-10 and MNIST, and of LVAEs on SVHN.</summary>
    /// <param name="world">Name of the world.</param>
    /// <param name="settings">Grid, seeds and their noise.</param>
    /// <param name="seed">Seed of the run.</param>
    public static IReadOnlyList<Sweep> Sweeps(string world, WorldSettings settings, ulong seed)
    {
        // Neighbouring seeds must not give neighbouring parts of one stream.
        var random = new RandomStream(new RandomStream(seed).Bits());
        var (onSvhn, onCifar10, onMnist, ofLvaes) = world switch
        {
            Noise => (World.Noise, World.Noise, World.Noise, World.Noise),
            Paper => (World.AsThePaperSays, World.AsThePaperSaysOfCifar10, World.AsThePaperSaysOfMnist, World.AsThePaperSays),
            Weak => (
                World.AsThePaperSays.Weak(), World.AsThePaperSaysOfCifar10.Weak(), World.AsThePaperSaysOfMnist.Weak(),
                World.AsThePaperSays.Weak()),
            Opposite =>
                (World.Opposite, World.Opposite, World.Opposite.With(InceptionScore, (z2, z1) => 2 + z2 + (0.01 * z1)),
                    World.AsThePaperSays),
            _ => throw new ArgumentOutOfRangeException(nameof(world), world, "There is no such world."),
        };
        return
        [
            onSvhn.Sweep(settings, random), onCifar10.Sweep(settings, random, "cifar10"), onMnist.Sweep(settings, random, "mnist"),
            ofLvaes.Sweep(settings, random, family: "LVAE"),
        ];
    }
}
