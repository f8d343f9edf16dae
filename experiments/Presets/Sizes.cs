// The parts of a preset: sizes of training and measuring, sizes for each data set, and the grid of betas.

using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Training;
using Shared;

namespace Experiments.Presets;

/// <summary>Sizes of training.</summary>
/// <param name="BatchSize">Number of images in a step.</param>
/// <param name="LearningRate">Learning rate of Adam, in the first epoch.</param>
/// <param name="Schedule">Change of the learning rate from epoch to epoch: constant, or falling along half a cosine.</param>
public sealed record TrainingSizes(int BatchSize, double LearningRate, LearningRateSchedule Schedule = LearningRateSchedule.Constant)
{
    /// <summary>Optimiser of the two-layer VAEs.</summary>
    public Optimisation Optimisation => Schedule == LearningRateSchedule.Cosine ? Optimisation.Adam.Cosine() : Optimisation.Adam;
}

/// <summary>Sizes of evaluation.</summary>
/// <param name="BatchSize">Number of images in a batch; means of batch means depend on it.</param>
public sealed record EvaluationSizes(int BatchSize);

/// <summary>Sizes of the inception score's samples.</summary>
/// <param name="Count">Number of samples of each model.</param>
/// <param name="BatchSize">Number of samples that are drawn at a time.</param>
/// <param name="Splits">Number of parts over which the score is averaged.</param>
public sealed record SampleSizes(int Count, int BatchSize, int Splits);

/// <summary>Sizes for one data set.</summary>
/// <param name="Epochs">Number of passes over the training images; see <see cref="EpochsOver"/>.</param>
/// <param name="TrainImages">Number of training images, drawn from the split by a fixed permutation.</param>
/// <param name="TestImages">Number of test images, drawn from the split by a fixed permutation.</param>
/// <param name="LatentImages">Number of test images whose latents are classified.</param>
/// <param name="Classifier">Sizes of the classifier for inception scores.</param>
/// <param name="BetaGrid">Grid of the sweeps on this data set, or null for that of the preset.</param>
/// <param name="Seeds">Seeds of the sweeps on this data set, or null for those of the preset.</param>
public sealed record DataSetSizes(
    int Epochs,
    int TrainImages,
    int TestImages,
    int LatentImages,
    ClassifierSizes Classifier,
    BetaGrid? BetaGrid = null,
    IReadOnlyList<SeedsOnGrid>? Seeds = null)
{
    /// <summary>
    /// Returns the number of epochs over a set that may have fewer images than <see cref="TrainImages"/>, so that a part of a data set is
    /// trained on for as many steps as the whole.
    /// </summary>
    /// <param name="images">Number of images in the set.</param>
    public int EpochsOver(int images) => Stretch(images, Epochs, TrainImages);

    /// <summary>Returns the number of epochs of the classifier by the same rule.</summary>
    /// <param name="images">Number of images in the set.</param>
    public int ClassifierEpochsOver(int images) => Stretch(images, Classifier.Epochs, Classifier.TrainImages);

    /// <summary>
    /// Smallest number of images whose latents are classified. The protocol tests the classifiers on a fifth of them, which is then one.
    /// </summary>
    private const int FewestLatents = 5;

    /// <summary>Returns a sentence for each value that is wrong.</summary>
    /// <param name="name">Name of the data set in the preset.</param>
    /// <param name="image">Shape of the images of the data set.</param>
    internal IEnumerable<string> Mistakes(string name, ImageShape image)
    {
        if (Epochs < 1 || TrainImages < 1 || TestImages < 2)
            yield return $"{name} needs epochs and trainImages of at least 1, testImages of at least 2";
        if (LatentImages < FewestLatents) yield return $"{name}.latentImages must be at least {FewestLatents}";
        if (Classifier.Epochs < 1 || Classifier.TrainImages < 1)
            yield return $"{name}.classifier needs epochs and trainImages of at least 1";
        var network = ClassifierNetwork.All.FirstOrDefault(each => each.Name == Classifier.Network);
        if (network is null || !network.Images.Contains(image))
        {
            var known = ClassifierNetwork.All.Where(each => network is null || each.Images.Contains(image)).Select(each => each.Name);
            var problem = network is null ? "there is no" : $"images of {image} do not fit";
            yield return $"{name}.classifier.network: {problem} {Classifier.Network}."
                + NearestNames.Suggest(Classifier.Network, known).TrimEnd('.');
        }
    }

    internal static int Stretch(int images, int epochs, int intended) =>
        images >= intended ? epochs : (int)Math.Min(int.MaxValue, (((long)epochs * intended) + images - 1) / images);
}

/// <summary>Sizes of a classifier's training.</summary>
/// <param name="Network">Name of the network, e.g. <c>resnet18</c>.</param>
/// <param name="Epochs">Number of passes over the training images.</param>
/// <param name="TrainImages">Number of training images, drawn from the split by a fixed permutation.</param>
public sealed record ClassifierSizes(string Network, int Epochs, int TrainImages);

/// <summary>A square grid, evenly spaced in the logarithm (Xiao23 Section 5.1: 21 × 21 from 0.1 to 10).</summary>
/// <param name="Points">Number of values of each beta.</param>
/// <param name="Lowest">Smallest beta.</param>
/// <param name="Highest">Largest beta.</param>
public sealed record BetaGrid(int Points, double Lowest, double Highest)
{
    /// <summary>Returns values in rising order. Powers of ten are exact, and so is 1 = 10^0.</summary>
    /// <param name="every">Distance between the values that are returned, of which the lowest is the first; 1 returns all.</param>
    public IReadOnlyList<double> Values(int every = 1)
    {
        var (low, high) = (Math.Log10(Lowest), Math.Log10(Highest));
        return [.. from k in Enumerable.Range(0, Points)
                   where k % every == 0
                   select Math.Pow(10, ((low * (Points - 1 - k)) + (high * k)) / (Points - 1))];
    }

    /// <summary>Returns cells, with beta1 in the outer loop.</summary>
    /// <param name="every">Distance between the values of each beta, as in <see cref="Values"/>; 1 returns all cells.</param>
    public IEnumerable<Betas> Cells(int every = 1) =>
        from beta1 in Values(every) from beta2 in Values(every) select new Betas(beta2, beta1);
}

/// <summary>The models of a sweep: its grid, and the seeds with which its cells are trained.</summary>
/// <param name="Betas">The values of both betas, whose pairs are the cells.</param>
/// <param name="Seeds">The seeds, each with the part of the grid on which it is used.</param>
public sealed record SweepGrid(BetaGrid Betas, IReadOnlyList<SeedsOnGrid> Seeds)
{
    /// <summary>Returns the betas and the seed of each model, cell by cell with beta1 in the outer loop.</summary>
    public IEnumerable<(Betas Betas, long Seed)> Models()
    {
        var parts = Seeds.Select(part => (part.Seeds, Cells: Betas.Cells(part.EveryBeta).ToHashSet())).ToArray();
        return from betas in Betas.Cells()
               from part in parts
               where part.Cells.Contains(betas)
               from seed in part.Seeds
               select (betas, seed);
    }

    /// <summary>
    /// Returns the grid and its seeds for captions, e.g. <c>5×5 grid of (β₂, β₁), seed 2 on all cells, seeds 3, 4, 5 on 3×3 of them</c>.
    /// </summary>
    public override string ToString()
    {
        return $"{Square(1)} grid of (β₂, β₁), "
            + string.Join(", ", Seeds.Select(part => $"{Named(part)}{(Seeds.Count == 1 ? "" : Where(part))}"));

        static string Named(SeedsOnGrid part) => $"seed{(part.Seeds.Count == 1 ? "" : "s")} {string.Join(", ", part.Seeds)}";

        string Where(SeedsOnGrid part) => part.EveryBeta == 1 ? " on all cells" : $" on {Square(part.EveryBeta)} of them";

        string Square(int every) => $"{Betas.Values(every).Count}×{Betas.Values(every).Count}";
    }

    /// <summary>Returns a sentence for each value that is wrong.</summary>
    /// <param name="path">Path of the preset's member that has the grid and the seeds, with a dot at its end; empty for the preset.</param>
    internal IEnumerable<string> Mistakes(string path)
    {
        if (Betas.Points < 2) yield return $"{path}betaGrid.points must be at least 2";
        if (!(Betas.Lowest > 0 && Betas.Highest > Betas.Lowest && double.IsFinite(Betas.Highest)))
            yield return $"{path}betaGrid needs 0 < lowest < highest";
        if (Seeds.Any(part => part is null || part.EveryBeta < 1))
            yield return $"{path}seeds needs for each of its parts a list of seeds, and an everyBeta of at least 1";
        else if (!Seeds.Any(part => part is { EveryBeta: 1, Seeds.Count: > 0 }))
            yield return $"{path}seeds must name at least one seed for all cells, e.g. [{{ \"seeds\": [2] }}]";
        else if (Seeds.SelectMany(part => part.Seeds).GroupBy(seed => seed).Any(same => same.Count() > 1))
            yield return $"{path}seeds must name each seed once";
        else if (Seeds.Any(part => part.Seeds.Count == 0)) yield return $"{path}seeds must name at least one seed in each of its parts";
    }
}

/// <summary>Seeds with which a part of the cells of a sweep is trained.</summary>
/// <param name="Seeds">The seeds, each used on every cell of the part.</param>
/// <param name="EveryBeta">
/// Distance between the betas of the part, counted in values of the grid from the lowest; 1 is the whole grid, and 2 every second value of
/// both betas.
/// </param>
public sealed record SeedsOnGrid(IReadOnlyList<long> Seeds, int EveryBeta = 1);

/// <summary>Weights of the two rates.</summary>
/// <param name="Beta2">Weight of R(z2).</param>
/// <param name="Beta1">Weight of R(z1|z2).</param>
public readonly record struct Betas(double Beta2, double Beta1)
{
    /// <summary>Whether beta2 = beta1 = 1, which is the ordinary VAE.</summary>
    public bool IsVae => this is { Beta2: 1, Beta1: 1 };

    /// <summary>Whether beta2 = beta1, which is a beta-VAE. The ordinary VAE is one of them.</summary>
    public bool IsBetaVae => Beta2.Equals(Beta1);
}
