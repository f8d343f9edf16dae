// How far the models of other seeds would lie from those that were trained, estimated from the cells that have several seeds.

using Experiments.Presets;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Variances of the difference of two models, in the squared unit of the metric.</summary>
/// <param name="OfSeedShared">Part of one seed that changes smoothly over the betas, so that neighbours have it in common.</param>
/// <param name="OfSeed">Part of one seed that each model has by itself.</param>
/// <param name="OfEvaluation">Part of the test images, which more seeds do not reduce.</param>
internal readonly record struct ContrastError(double OfSeedShared, double OfSeed, double OfEvaluation);

/// <summary>
/// A mixed model of the deviations d of seed s from the mean of cell c:
/// d_s(c) = a_s0·b0(c) + a_s1·b1(c) + a_s2·b2(c) + r_s(c). The b are orthonormal over the cells with all seeds and span the planes over
/// (ln beta2, ln beta1), because a seed may shift and tilt all models of a sweep together; with few cells there is only the shift b0. The r
/// belong to the single models. Their variance is pooled over cells with a Gaussian weight over log beta, so that it is known wherever one
/// model stands for a cell. All metrics of a model deviate together.
/// </summary>
internal sealed class SeedNoise
{
    /// <summary>Width of the weight over ln beta: one decade.</summary>
    private static readonly double Bandwidth = Math.Log(10);

    /// <summary>Smallest number of cells with all seeds from which planes are estimated.</summary>
    private const int FewestForPlanes = 9;

    /// <summary>Smallest number of cells with all seeds.</summary>
    private const int Fewest = 4;

    private readonly int seeds;
    private readonly int[] seedsOf; // number of seeds of each cell
    private readonly int[][] whichSeeds;
    private readonly double[][] basis; // by function and cell
    private readonly double[][][] shared; // a, by metric, seed and function
    private readonly double[][][] standardised; // r over its pooled deviation, by metric, seed and repeated cell
    private readonly double[][] deviations; // pooled, by metric and cell
    private readonly double[][] evaluation; // variance, by metric and cell

    private SeedNoise(Betas[] cells, IReadOnlyList<int> repeated, double[][][] values, double[][] evaluation)
    {
        this.evaluation = evaluation;
        seeds = values[0].Length;
        whichSeeds =
        [
            .. cells.Select((_, cell) => Enumerable.Range(0, seeds).Where(seed => double.IsFinite(values[0][seed][cell])).ToArray()),
        ];
        seedsOf = [.. whichSeeds.Select(which => which.Length)];
        basis = Planes(cells, repeated);
        DegreesOfFreedom = (seeds - 1) * (repeated.Count - basis.Length);
        // Each deviation from a cell's mean and from a seed's plane is smaller than the noise, by these factors of variance.
        var (fromMean, fromPlane) = (seeds / (seeds - 1.0), repeated.Count / (double)(repeated.Count - basis.Length));
        shared = new double[values.Length][][];
        standardised = new double[values.Length][][];
        deviations = new double[values.Length][];
        for (var metric = 0; metric < values.Length; metric++)
        {
            var of = values[metric];
            var rest = of.Select(seed => repeated.Select(cell => seed[cell] - of.Average(other => other[cell])).ToArray()).ToArray();
            shared[metric] = [.. rest.Select(deviation =>
                basis.Select(function => repeated.Select((cell, index) => deviation[index] * function[cell]).Sum()).ToArray())];
            for (var seed = 0; seed < seeds; seed++)
                for (var index = 0; index < repeated.Count; index++)
                    for (var k = 0; k < basis.Length; k++) rest[seed][index] -= shared[metric][seed][k] * basis[k][repeated[index]];

            var variances = repeated.Select((_, index) => fromMean * fromPlane * rest.Average(seed => seed[index] * seed[index])).ToArray();
            deviations[metric] = [.. cells.Select(cell => Math.Sqrt(Pooled(cell, cells, repeated, variances)))];
            for (var k = 0; k < basis.Length; k++)
            {
                // Single models' deviations move the planes too, which is not to be counted twice.
                var all = shared[metric].Sum(seed => seed[k] * seed[k]) / (seeds - 1);
                var ofModels = repeated.Sum(cell => Square(basis[k][cell] * deviations[metric][cell]));
                var remaining = all > 0 ? Math.Sqrt(Math.Max(0, 1 - (ofModels / all))) : 0;
                foreach (var seed in shared[metric]) seed[k] *= remaining;
            }

            standardised[metric] = [.. rest.Select(seed => seed.Select((value, index) =>
                deviations[metric][repeated[index]] is > 0 and var deviation
                    ? Math.Sqrt(fromMean * fromPlane) * value / deviation : 0).ToArray())];
        }
    }

    /// <summary>Degrees of freedom of the pooled deviation of single models.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>Returns the model, or null when there is one seed or when too few cells have all seeds.</summary>
    /// <param name="cells">Betas of all cells.</param>
    /// <param name="repeated">Indices of the cells with all seeds.</param>
    /// <param name="values">Values by metric, seed and cell; NaN where a cell lacks the seed.</param>
    /// <param name="evaluation">Variance that the test images add, by metric and cell.</param>
    public static SeedNoise? Of(Betas[] cells, IReadOnlyList<int> repeated, double[][][] values, double[][] evaluation) =>
        values[0].Length < 2 || repeated.Count < Fewest ? null : new(cells, repeated, values, evaluation);

    /// <summary>Returns the pooled deviation of single models over seeds, for each cell.</summary>
    public IReadOnlyList<double> Deviations(int metric) => deviations[metric];

    /// <summary>
    /// Returns the mean over cells of the variance by which a seed moves all its models together, and of that of single models.
    /// </summary>
    public (double OfSeed, double OfModels) Variances(int metric)
    {
        var all = Enumerable.Range(0, seedsOf.Length).ToArray();
        return (
            all.Average(cell => Enumerable.Range(0, seeds).Sum(seed => Square(Plane((metric, cell), seed))) / (seeds - 1)),
            all.Average(cell => Square(deviations[metric][cell])));
    }

    /// <summary>Returns the variances of the difference of two values of one seed, each given by metric and cell.</summary>
    public ContrastError ErrorOf((int Metric, int Cell) one, (int Metric, int Cell) other) => one == other
        ? default
        : new(
            Enumerable.Range(0, seeds).Sum(seed => Square(Plane(one, seed) - Plane(other, seed))) / (seeds - 1),
            Square(deviations[one.Metric][one.Cell]) + Square(deviations[other.Metric][other.Cell]),
            evaluation[one.Metric][one.Cell] + evaluation[other.Metric][other.Cell]);

    private double Plane((int Metric, int Cell) at, int seed) =>
        basis.Select((function, k) => shared[at.Metric][seed][k] * function[at.Cell]).Sum();

    /// <summary>
    /// Draws the deviation of each cell's mean, by metric and cell: for each seed a random combination of the measured seeds' planes, and
    /// for each model the deviation of a random repeated model.
    /// </summary>
    /// <param name="random">Stream that decides.</param>
    /// <param name="sharedOnly">Whether only planes are drawn.</param>
    public double[][] Draw(RandomStream random, bool sharedOnly)
    {
        var weights = new double[seeds][];
        for (var seed = 0; seed < seeds; seed++)
        {
            weights[seed] = new double[seeds];
            for (var other = 0; other < seeds; other++) weights[seed][other] = random.Normal() / Math.Sqrt(seeds - 1);
        }

        var drawn = new double[deviations.Length][];
        for (var metric = 0; metric < drawn.Length; metric++)
        {
            drawn[metric] = new double[seedsOf.Length];
            var planes = weights.Select(weight => Enumerable.Range(0, basis.Length)
                .Select(k => Enumerable.Range(0, seeds).Sum(other => weight[other] * shared[metric][other][k])).ToArray()).ToArray();
            for (var cell = 0; cell < seedsOf.Length; cell++)
            {
                var sum = 0.0;
                foreach (var seed in whichSeeds[cell])
                    for (var k = 0; k < basis.Length; k++) sum += planes[seed][k] * basis[k][cell];
                drawn[metric][cell] = sum / seedsOf[cell];
            }
        }

        if (sharedOnly) return drawn;
        for (var cell = 0; cell < seedsOf.Length; cell++)
        {
            var (seed, at, sign) = (random.Index(seeds), random.Index(standardised[0][0].Length), random.Index(2) == 0 ? -1 : 1);
            for (var metric = 0; metric < drawn.Length; metric++)
            {
                drawn[metric][cell] += sign * standardised[metric][seed][at] * deviations[metric][cell] / Math.Sqrt(seedsOf[cell]);
                if (evaluation[metric][cell] > 0) drawn[metric][cell] += Math.Sqrt(evaluation[metric][cell]) * random.Normal();
            }
        }

        return drawn;
    }

    /// <summary>Returns the functions b, orthonormal over the repeated cells (Gram and Schmidt), at all cells.</summary>
    private static double[][] Planes(Betas[] cells, IReadOnlyList<int> repeated)
    {
        double[][] functions = repeated.Count < FewestForPlanes
            ? [[.. cells.Select(_ => 1.0)]]
            : [[.. cells.Select(_ => 1.0)], [.. cells.Select(cell => Math.Log(cell.Beta2))],
                [.. cells.Select(cell => Math.Log(cell.Beta1))]];
        var orthonormal = new List<double[]>();
        foreach (var function in functions)
        {
            foreach (var earlier in orthonormal)
            {
                var along = repeated.Sum(cell => function[cell] * earlier[cell]);
                for (var cell = 0; cell < function.Length; cell++) function[cell] -= along * earlier[cell];
            }

            var norm = Math.Sqrt(repeated.Sum(cell => function[cell] * function[cell]));
            if (norm > 1e-9) orthonormal.Add([.. function.Select(value => value / norm)]);
        }

        return [.. orthonormal];
    }

    private static double Pooled(Betas cell, Betas[] cells, IReadOnlyList<int> repeated, double[] variances)
    {
        var (sum, all) = (0.0, 0.0);
        for (var index = 0; index < variances.Length; index++)
        {
            var other = cells[repeated[index]];
            var distance = Square(Math.Log(cell.Beta2 / other.Beta2)) + Square(Math.Log(cell.Beta1 / other.Beta1));
            var weight = Math.Exp(-distance / (2 * Bandwidth * Bandwidth));
            (sum, all) = (sum + (weight * variances[index]), all + weight);
        }

        return sum / all;
    }

    private static double Square(double value) => value * value;
}
