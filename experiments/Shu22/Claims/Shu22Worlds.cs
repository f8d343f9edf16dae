// Made-up measurements of Shu22's experiments whose effects are known. They show how often the tests of the claims are wrong.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>
/// One data set with several seeds. The deviations of D_K and δ over seeds are those of three seeds on CIFAR-10 (docs/shu22.md, "At
/// reference"); all others, also over images, are guesses.
/// </summary>
internal static class Shu22Worlds
{
    private const int Images = 100;
    private const double DeviationOfDistances = 4;

    /// <summary>Deviations of D_K and δ over seeds, relative to them.</summary>
    private const double DeviationOfErrorAtK = 0.02, DeviationOfTargetedError = 0.08;

    /// <summary>Simulates one run and decides every claim, each by itself.</summary>
    /// <param name="effect">
    /// The effects: 1 where the paper is right, 0 where each effect is at the threshold of its claim, −1 where the paper is wrong.
    /// </param>
    /// <param name="seeds">Number of seeds of the trainings.</param>
    /// <param name="run">Seed of the run.</param>
    public static IReadOnlyList<(string Id, Verdict Verdict)> Decide(double effect, int seeds, ulong run)
    {
        var random = new RandomStream(new RandomStream(run).Bits());
        var frontier = Frontier(random, seeds, errorRatio: 0.75 - (0.25 * effect), detail: 0.1 * effect);
        var curves = Curves(random, seeds, common: 0.6 * effect, seen: 0.5 - (0.3 * effect));
        return
        [
            ("A1", ClaimA1.Test(frontier).Verdict), ("A2", ClaimA2.Test(frontier).Verdict),
            ("A3", ClaimA3.Test(Distances(Math.Abs(effect))).Verdict), ("A4", ClaimA4.Test(Distances(effect)).Verdict),
            ("A8", ClaimA8.Test(curves).Verdict), ("A9", ClaimA9.Test(curves).Verdict),
        ];

        // The distance of the largest δ is above the others where A4 is true, and above the conventional one whether A3 is true or not.
        IReadOnlyList<StagedOfSeeds> Distances(double effectOfLargest) =>
            Samples(random, seeds, 100, 100 - (20 * effect), 100 - (40 * effect), 100 + (30 * effectOfLargest));
    }

    /// <summary>Returns both models at the same rate. Seeds share the images, some of which are harder than others.</summary>
    /// <param name="random">Stream of the noise.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="errorRatio">Expected δ/D_K.</param>
    /// <param name="detail">Expected gain in the share of detail.</param>
    private static IReadOnlyList<MeasuredSeed> Frontier(RandomStream random, int seeds, double errorRatio, double detail)
    {
        var (hardness, ratios, gains) = (Normals(random), Normals(random), Normals(random));
        return [.. Enumerable.Range(0, seeds).Select(_ => Seed())];

        MeasuredSeed Seed()
        {
            var atK = new Reconstruction(
                Of(random, 0.02 * Factor(random, DeviationOfErrorAtK), image => Math.Exp(0.3 * hardness[image])), Of(random, 0.3, _ => 1));
            var (level, extra) = (errorRatio * 0.02 * Factor(random, DeviationOfTargetedError), 0.02 * random.Normal());
            var targeted = new Reconstruction(
                Of(random, level, image => Math.Exp((0.3 * hardness[image]) + (0.3 * ratios[image]) - (0.3 * 0.3 / 2))),
                Of(random, 1, image => 0.3 + detail + extra + (0.1 * gains[image])));
            return new()
            {
                Conventional = Scores(0.0168, 3, atK),
                Targeted = Scores(0.0168 * Factor(random, 0.01), 0, targeted),
                ConventionalAtK = atK,
            };
        }
    }

    /// <summary>
    /// Returns a conventional two-stage model and those of three targets, each of which is met. The first stage of the largest target
    /// sends hardly anything. All trainings of a seed share a part of their noise.
    /// </summary>
    /// <param name="random">Stream of the noise.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="distances">Expected distances of the conventional training and of the targets in rising order.</param>
    private static IReadOnlyList<StagedOfSeeds> Samples(RandomStream random, int seeds, params double[] distances)
    {
        double[] shared = [.. Enumerable.Range(0, seeds).Select(_ => random.Normal())];
        return
        [
            .. distances.Select(
                (distance, training) => new StagedOfSeeds([.. shared.Select(part => Staged(distance, training, part))])),
        ];

        StagedResult Staged(double distance, int training, double part)
        {
            var (target, rate) = (training == 0 ? default(double?) : 0.01 * training, training == distances.Length - 1 ? 0.001 : 0.1);
            var here = distance + (DeviationOfDistances * (part + random.Normal()));
            double[] flat = [.. Enumerable.Repeat(1.0, Images)];
            var scores = new TwoStageScores(
                [.. flat.Select(one => rate * one)], [.. flat.Select(_ => 0.5)], [.. flat.Select(_ => training == 0 ? 2.0 : 2.2)],
                new([.. flat.Select(_ => target ?? 0.5)], flat), [rate], [0.5]);
            return new(training == 0 ? "conventional" : $"δ = {target}", target, scores,
                new("toy distance", "toy features", [here - 1, here, here + 1], Images, Images, []), []);
        }
    }

    /// <summary>Returns curves of three points. LPIPS falls to a level that is hard to see at the second.</summary>
    /// <param name="random">Stream of the noise.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="common">Share of an image's hardness that is the same in squared error and LPIPS, in [0, 1].</param>
    /// <param name="seen">Expected share of the −ELBO that comes up to the second point.</param>
    private static IReadOnlyList<MeasuredSeed> Curves(RandomStream random, int seeds, double common, double seen)
    {
        var (ofError, own) = (Normals(random), Normals(random));
        double[] ofDistance = [.. ofError.Zip(own, (one, other) => (common * one) + ((1 - common) * other))];
        return [.. Enumerable.Range(0, seeds).Select(_ => Seed())];

        MeasuredSeed Seed()
        {
            var all = 3 * Factor(random, 0.02);
            var atSecond = 3 * (seen + (0.02 * random.Normal()));
            return new()
            {
                Conventional = new(new(0, 0), new([all], [0], 0, new([], []))),
                ConventionalCurve = new([Point(1, 0.1, 0.4), Point(2, atSecond, 0.05), Point(3, all, 0.02)]),
            };
        }

        MeasuredPoint Point(int k, double rate, double distance) => new(k, rate, new(0.1, 0))
        {
            Perception = new(
                "toy LPIPS", Of(random, 0.1 / k, image => Math.Exp(0.3 * ofError[image])),
                Of(random, distance, image => Math.Exp(0.3 * ofDistance[image]))),
        };
    }

    private static VdvaeScores Scores(double rate, double distortion, Reconstruction reconstruction) =>
        VdvaeScores.Of(new([rate], [0], distortion, reconstruction), k: 1);

    private static double[] Normals(RandomStream random) => [.. Enumerable.Range(0, Images).Select(_ => random.Normal())];

    private static double Factor(RandomStream random, double deviation) => 1 + (deviation * random.Normal());

    private static double[] Of(RandomStream random, double level, Func<int, double> ofImage) =>
        [.. Enumerable.Range(0, Images).Select(image => level * ofImage(image) * Factor(random, 0.1))];
}
