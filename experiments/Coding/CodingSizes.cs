// The sizes of Shu22's experiments, read from the preset's file.

using System.Text.Json.Serialization;
using Experiments.Jobs.Coding;
using Hvae.Data;
using Hvae.Models;
using Hvae.Training;

namespace Experiments.Coding;

/// <summary>Sizes of the models that code progressively. The paper states none of them: those of the preset "paper" follow VDVAE's published sets, others are ours.</summary>
/// <param name="Training">Of every model.</param>
/// <param name="Multiplier">Of the constrained trainings.</param>
/// <param name="Images32">The model for 32×32 images.</param>
/// <param name="Images64">The model for 64×64 images.</param>
/// <param name="DistortionTargets">δ of the first stages: squared error per dimension on the [−1, 1] scale.</param>
/// <param name="Samples">Drawn from every model for its Fréchet distance, in each of several independent sets.</param>
/// <param name="Curve">Which points of the rate-distortion curve are measured.</param>
/// <param name="GaussianDimensions">The Gaussian bound is computed of images of at most so many dimensions.</param>
/// <param name="Cifar10">Sizes for CIFAR-10.</param>
/// <param name="Svhn">Sizes for SVHN.</param>
/// <param name="Celeba64">Sizes for CelebA-64.</param>
/// <param name="LsunBedroom64">Sizes for LSUN-Bedroom-64.</param>
public sealed record CodingSizes(
    CodingTrainingSizes Training,
    MultiplierSizes Multiplier,
    CodingModelSizes Images32,
    CodingModelSizes Images64,
    IReadOnlyList<double> DistortionTargets,
    int Samples,
    CurvePoints Curve,
    int GaussianDimensions,
    CodingDataSizes Cifar10,
    CodingDataSizes Svhn,
    CodingDataSizes Celeba64,
    CodingDataSizes LsunBedroom64)
{
    /// <summary>The sizes for a data set.</summary>
    /// <param name="data">Its name, also when a stand-in takes its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Presets have no sizes for it.</exception>
    public CodingDataSizes For(string data) => data switch
    {
        "cifar10" => Cifar10,
        "svhn" => Svhn,
        "celeba64" => Celeba64,
        "lsun-bedroom64" => LsunBedroom64,
        _ => throw new ArgumentOutOfRangeException(nameof(data), data, "Presets have sizes for cifar10, svhn, celeba64 and lsun-bedroom64."),
    };

    /// <summary>The conventional model for images of this shape.</summary>
    public VdvaeConfiguration Model(ImageShape image) => (image.Height == 64 ? Images64 : Images32).For(image);

    internal IEnumerable<string> Mistakes() =>
    [
        .. Training.Mistakes(),
        .. Multiplier.Mistakes(),
        .. Images32.Mistakes("images32", 32),
        .. Images64.Mistakes("images64", 64),
        .. DistortionTargets.Count == 0 || DistortionTargets.Any(target => !(target > 0)) ? ["coding.distortionTargets must name at least one, each above 0"] : Array.Empty<string>(),
        .. Samples < 2 ? ["coding.samples must be at least 2"] : Array.Empty<string>(),
        .. Cifar10.Mistakes("cifar10"), .. Svhn.Mistakes("svhn"), .. Celeba64.Mistakes("celeba64"), .. LsunBedroom64.Mistakes("lsunBedroom64"),
    ];
}

/// <summary>Which points (R_k, D_k) are measured: each needs a decoder of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CurvePoints>))]
public enum CurvePoints
{
    /// <summary>k = the last latent of each resolution.</summary>
    Resolutions,

    /// <summary>k = 1 … T.</summary>
    All,
}

/// <summary>How VDVAEs are trained; the preset "paper" has VDVAE's published values for CIFAR-10, for images of either size.</summary>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">AdamW's, constant after the warm-up.</param>
/// <param name="WarmUpSteps">Over which it rises.</param>
/// <param name="WeightDecay">AdamW's.</param>
/// <param name="AverageDecay">Of the moving average of the weights.</param>
/// <param name="Clip">Of the gradients' norm.</param>
/// <param name="Skip">An update with a greater norm is not made.</param>
public sealed record CodingTrainingSizes(int BatchSize, double LearningRate, long WarmUpSteps, double WeightDecay, double AverageDecay, double Clip, double Skip)
{
    private const double Beta = 0.9;

    /// <summary>The settings of one training.</summary>
    /// <param name="epochs">Passes over the images.</param>
    /// <param name="seed">The model's.</param>
    public TrainingSettings Settings(int epochs, long seed) => new(epochs, BatchSize, LearningRate, seed)
    {
        Optimisation = Optimisation.AdamW(WeightDecay, Beta, Beta).WarmUp(WarmUpSteps),
        AverageDecay = AverageDecay,
        GradientLimits = new() { Clip = Clip, Skip = Skip },
    };

    internal IEnumerable<string> Mistakes()
    {
        if (BatchSize < 1 || !(LearningRate is > 0 and < double.PositiveInfinity)) yield return "coding.training needs a batchSize of at least 1 and a learningRate above 0";
        if (WarmUpSteps < 0 || !(WeightDecay >= 0) || AverageDecay is not (>= 0 and < 1)) yield return "coding.training needs warmUpSteps and a weightDecay of at least 0, and an averageDecay of at least 0 and below 1";
        if (!(Clip > 0) || !(Skip > 0)) yield return "coding.training needs clip and skip above 0";
    }
}

/// <summary>Sizes of a VDVAE.</summary>
/// <param name="EncoderBlocks">Its encoder.</param>
/// <param name="DecoderBlocks">Its decoder.</param>
/// <param name="Width">Channels of the feature maps.</param>
/// <param name="ZDim">Channels of a latent.</param>
/// <param name="Mixtures">Components of the likelihood.</param>
public sealed record CodingModelSizes(string EncoderBlocks, string DecoderBlocks, int Width, int ZDim, int Mixtures)
{
    /// <summary>The model for images of this shape.</summary>
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
        if (Width < 4 || ZDim < 1 || Mixtures < 1) yield return $"coding.{name} needs a width of at least 4, zDim and mixtures of at least 1";
        if (BlocksMistake(side) is { } mistake) yield return $"coding.{name}: {mistake}";
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
/// <param name="Epochs">Of every VDVAE.</param>
/// <param name="DecoderEpochs">Of every decoder that is fitted to a frozen model, but for those at K, which take <paramref name="Epochs"/> as the models do.</param>
/// <param name="TrainImages">The first so many of the training split; fewer where it has fewer, with as many more epochs.</param>
/// <param name="TestImages">The first so many of the test split; fewer where it has fewer.</param>
/// <param name="StageImages">The first so many of the training split for the two-stage models, of which a target trains several.</param>
public sealed record CodingDataSizes(int Epochs, int DecoderEpochs, int TrainImages, int TestImages, int StageImages)
{
    /// <summary>Epochs of a VDVAE over a set that may have fewer images.</summary>
    /// <param name="images">How many there are.</param>
    public int EpochsOver(int images) => DataSetSizes.Stretch(images, Epochs, TrainImages);

    /// <summary>The same for a decoder.</summary>
    /// <param name="images">How many there are.</param>
    public int DecoderEpochsOver(int images) => DataSetSizes.Stretch(images, DecoderEpochs, TrainImages);

    /// <summary>The same for a stage of a two-stage model.</summary>
    /// <param name="images">How many there are.</param>
    public int StageEpochsOver(int images) => DataSetSizes.Stretch(images, Epochs, StageImages);

    internal IEnumerable<string> Mistakes(string name)
    {
        if (Epochs < 1 || DecoderEpochs < 1 || TrainImages < 1 || StageImages < 1 || TestImages < 2)
            yield return $"coding.{name} needs epochs, decoderEpochs, trainImages and stageImages of at least 1, testImages of at least 2";
    }
}
