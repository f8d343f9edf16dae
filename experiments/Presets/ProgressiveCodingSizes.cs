// The sizes of Shu22's experiments, read from the preset's file.

using System.Text.Json.Serialization;
using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;

namespace Experiments.Presets;

/// <summary>
/// Sizes of the models that code progressively. The paper does not state them. Those of the preset "paper" follow VDVAE's published sets;
/// the others are ours.
/// </summary>
/// <param name="DataSets">
/// Names of the data sets on which the models are trained, in the order of tables and figures: one or more of
/// <see cref="PaperDataSets"/> and <see cref="OurDataSet"/>.
/// </param>
/// <param name="Seeds">Seeds with which each model is trained.</param>
/// <param name="Training">Sizes of the training of every model.</param>
/// <param name="Multiplier">Sizes of the multiplier of constrained trainings.</param>
/// <param name="Images32">Sizes of the model for 32×32 images.</param>
/// <param name="Images64">Sizes of the model for 64×64 images.</param>
/// <param name="DistortionTargets">Targets δ of the first stages: squared error per dimension on the [−1, 1] scale.</param>
/// <param name="Samples">Number of samples in each independent set that is drawn from a model for its Fréchet distance.</param>
/// <param name="Curve">Points of the rate-distortion curve that are measured.</param>
/// <param name="GaussianDimensions">Largest number of dimensions of images for which the Gaussian bound is computed.</param>
/// <param name="Cifar10">Sizes for CIFAR-10.</param>
/// <param name="Svhn">Sizes for SVHN.</param>
/// <param name="Celeba64">Sizes for CelebA-64.</param>
/// <param name="LsunBedroom64">Sizes for LSUN-Bedroom-64.</param>
public sealed record ProgressiveCodingSizes(
    IReadOnlyList<string> DataSets,
    IReadOnlyList<long> Seeds,
    VdvaeTrainingSizes Training,
    MultiplierSizes Multiplier,
    VdvaeSizes Images32,
    VdvaeSizes Images64,
    IReadOnlyList<double> DistortionTargets,
    int Samples,
    CurvePoints Curve,
    int GaussianDimensions,
    VdvaeDataSizes Cifar10,
    VdvaeDataSizes Svhn,
    VdvaeDataSizes Celeba64,
    VdvaeDataSizes LsunBedroom64)
{
    /// <summary>The paper's data sets.</summary>
    public static IReadOnlyList<string> PaperDataSets { get; } = ["svhn", "celeba64", "lsun-bedroom64"];

    /// <summary>Our addition, because it is a real data set that is easy to obtain.</summary>
    public const string OurDataSet = "cifar10";

    /// <summary>Returns the sizes for a data set.</summary>
    /// <param name="data">Name of the data set, also when a stand-in takes its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when presets have no sizes for it.</exception>
    public VdvaeDataSizes For(string data) => data switch
    {
        "cifar10" => Cifar10,
        "svhn" => Svhn,
        "celeba64" => Celeba64,
        "lsun-bedroom64" => LsunBedroom64,
        _ => throw new ArgumentOutOfRangeException(
            nameof(data), data, "Presets have sizes for cifar10, svhn, celeba64 and lsun-bedroom64."),
    };

    /// <summary>Returns the conventional model for images of this shape.</summary>
    public VdvaeConfiguration Model(ImageShape image) => (image.Height == 64 ? Images64 : Images32).For(image);

    internal IEnumerable<string> Mistakes() =>
    [
        .. DataSets.Count == 0 || DataSets.Distinct().Count() != DataSets.Count || DataSets.Except([.. PaperDataSets, OurDataSet]).Any()
            ? [$"progressiveCoding.dataSets must name one or more of {string.Join(", ", PaperDataSets)} and {OurDataSet}, each once"]
            : Array.Empty<string>(),
        .. Seeds.Count == 0 || Seeds.Distinct().Count() != Seeds.Count
            ? ["progressiveCoding.seeds must name at least one seed, each once"] : Array.Empty<string>(),
        .. Training.Mistakes(),
        .. Multiplier.Mistakes(),
        .. Images32.Mistakes("images32", 32),
        .. Images64.Mistakes("images64", 64),
        .. DistortionTargets.Count == 0 || DistortionTargets.Any(target => !(target > 0))
            ? ["progressiveCoding.distortionTargets must name at least one, each above 0"] : Array.Empty<string>(),
        .. Samples < 2 ? ["progressiveCoding.samples must be at least 2"] : Array.Empty<string>(),
        .. Cifar10.Mistakes("cifar10"), .. Svhn.Mistakes("svhn"), .. Celeba64.Mistakes("celeba64"),
        .. LsunBedroom64.Mistakes("lsunBedroom64"),
    ];
}

/// <summary>The points (R_k, D_k) that are measured. Each needs its own decoder.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CurvePoints>))]
public enum CurvePoints
{
    /// <summary>The last latent k of each resolution.</summary>
    Resolutions,

    /// <summary>Every latent, k = 1 … T.</summary>
    All,
}

/// <summary>
/// Settings of the training of VDVAEs. The preset "paper" has VDVAE's published values for CIFAR-10, for images of either size.
/// </summary>
/// <param name="BatchSize">Number of images in a step.</param>
/// <param name="LearningRate">Learning rate of AdamW, which is constant after the warm-up.</param>
/// <param name="WarmUpSteps">Number of steps over which the learning rate rises.</param>
/// <param name="WeightDecay">Weight decay of AdamW.</param>
/// <param name="AverageDecay">Decay of the moving average of the weights.</param>
/// <param name="Clip">Norm to which gradients are clipped.</param>
/// <param name="Skip">Norm above which an update is skipped.</param>
public sealed record VdvaeTrainingSizes(
    int BatchSize, double LearningRate, long WarmUpSteps, double WeightDecay, double AverageDecay, double Clip, double Skip)
{
    private const double Beta = 0.9;

    /// <summary>Returns the settings of one training.</summary>
    /// <param name="epochs">Number of passes over the images.</param>
    /// <param name="seed">Seed of the model.</param>
    public TrainingSettings Settings(int epochs, long seed) => new(epochs, BatchSize, LearningRate, seed)
    {
        Optimisation = Optimisation.AdamW(WeightDecay, Beta, Beta).WarmUp(WarmUpSteps),
        AverageDecay = AverageDecay,
        GradientLimits = new() { Clip = Clip, Skip = Skip },
    };

    internal IEnumerable<string> Mistakes()
    {
        if (BatchSize < 1 || !(LearningRate is > 0 and < double.PositiveInfinity))
            yield return "progressiveCoding.training needs a batchSize of at least 1 and a learningRate above 0";
        if (WarmUpSteps < 0 || !(WeightDecay >= 0) || AverageDecay is not (>= 0 and < 1))
            yield return "progressiveCoding.training needs warmUpSteps and a weightDecay of at least 0, "
                + "and an averageDecay of at least 0 and below 1";
        if (!(Clip > 0) || !(Skip > 0)) yield return "progressiveCoding.training needs clip and skip above 0";
    }
}

/// <summary>Sizes of a VDVAE.</summary>
/// <param name="EncoderBlocks">Block string of the encoder.</param>
/// <param name="DecoderBlocks">Block string of the decoder.</param>
/// <param name="Width">Number of channels of the feature maps.</param>
/// <param name="ZDim">Number of channels of a latent.</param>
/// <param name="Mixtures">Number of components of the likelihood.</param>
public sealed record VdvaeSizes(string EncoderBlocks, string DecoderBlocks, int Width, int ZDim, int Mixtures)
{
    /// <summary>Returns the model for images of this shape.</summary>
    public VdvaeConfiguration For(ImageShape image) => new()
    {
        Image = image,
        EncoderBlocks = EncoderBlocks,
        DecoderBlocks = DecoderBlocks,
        Width = Width,
        ZDim = ZDim,
        Mixtures = Mixtures,
    };

    internal IEnumerable<string> Mistakes(string name, int side)
    {
        if (Width < 4 || ZDim < 1 || Mixtures < 1)
            yield return $"progressiveCoding.{name} needs a width of at least 4, zDim and mixtures of at least 1";
        if (BlocksMistake(side) is { } mistake) yield return $"progressiveCoding.{name}: {mistake}";
    }

    private string? BlocksMistake(int side)
    {
        try
        {
            For(new(3, side, side)).Check();
            return null;
        }
        catch (VdvaeConfigurationException error)
        {
            return error.Message.TrimEnd('.');
        }
    }
}

/// <summary>Sizes for one data set.</summary>
/// <param name="Epochs">Number of epochs of every VDVAE, and of the decoders at K.</param>
/// <param name="DecoderEpochs">Number of epochs of the other decoders that are fitted to a frozen model.</param>
/// <param name="TrainImages">Number of training images, drawn by a fixed permutation. Where there are fewer, epochs are added.</param>
/// <param name="TestImages">Number of test images, drawn from the split by a fixed permutation.</param>
/// <param name="StageImages">Number of training images of the two-stage models, of which a target trains several.</param>
public sealed record VdvaeDataSizes(int Epochs, int DecoderEpochs, int TrainImages, int TestImages, int StageImages)
{
    /// <summary>Returns the number of epochs of a VDVAE over a set that may have fewer images.</summary>
    /// <param name="images">Number of images in the set.</param>
    public int EpochsOver(int images) => DataSetSizes.Stretch(images, Epochs, TrainImages);

    /// <summary>Returns the number of epochs of a decoder by the same rule.</summary>
    /// <param name="images">Number of images in the set.</param>
    public int DecoderEpochsOver(int images) => DataSetSizes.Stretch(images, DecoderEpochs, TrainImages);

    /// <summary>Returns the number of epochs of a stage of a two-stage model by the same rule.</summary>
    /// <param name="images">Number of images in the set.</param>
    public int StageEpochsOver(int images) => DataSetSizes.Stretch(images, Epochs, StageImages);

    internal IEnumerable<string> Mistakes(string name)
    {
        if (Epochs < 1 || DecoderEpochs < 1 || TrainImages < 1 || StageImages < 1 || TestImages < 2)
            yield return $"progressiveCoding.{name} needs epochs, decoderEpochs, trainImages and stageImages of at least 1, "
                + "testImages of at least 2";
    }
}

/// <summary>The rule by which the Lagrange multiplier of a constrained training moves.</summary>
/// <param name="IsForShortRuns">
/// Whether it is <see cref="LagrangeSettings.ForShortRuns"/>. Otherwise it is the rule that the paper cites, which ignores the other
/// values.
/// </param>
/// <param name="InitialOfRate">First value of the multiplier where the rate is bounded: squared error that a nat is worth.</param>
/// <param name="InitialOfDistortion">
/// First value of the multiplier where the distortion is bounded, times the target: the number of nats per dimension that a share of the
/// target is worth. For a model with R = −c ln D it is c.
/// </param>
/// <param name="Rest">Number of steps of the model before the multiplier moves.</param>
public sealed record MultiplierSizes(bool IsForShortRuns, double InitialOfRate, double InitialOfDistortion, long Rest)
{
    /// <summary>Returns the settings of the multiplier for a target.</summary>
    /// <param name="bounded">The term that has the target.</param>
    /// <param name="target">τ or δ, per dimension.</param>
    public LagrangeSettings Settings(BoundedTerm bounded, double target)
    {
        if (!IsForShortRuns) return new();
        var initial = bounded == BoundedTerm.Rate ? InitialOfRate : InitialOfDistortion / target;
        return LagrangeSettings.ForShortRuns(initial, target) with { Rest = Rest };
    }

    internal IEnumerable<string> Mistakes()
    {
        if (!(InitialOfRate > 0) || !(InitialOfDistortion > 0) || Rest < 0)
            yield return
                "progressiveCoding.multiplier needs an initialOfRate and an initialOfDistortion above 0, and a rest of at least 0";
    }
}
