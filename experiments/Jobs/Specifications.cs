// The parts of a job's configuration that several kinds of jobs share, as they are written in the canonical JSON.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Hvae.Data;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>A model: the family, and the image shape that selects its size.</summary>
/// <param name="Family">Name of the family, e.g. <c>GHVAE</c>.</param>
/// <param name="Image">Channels, height and width of an image.</param>
public sealed record ModelSpecification(string Family, int[] Image)
{
    /// <summary>The generalised hierarchical VAE (<see cref="Hvae.Models.Ghvae"/>).</summary>
    public const string GhvaeFamily = "GHVAE";

    /// <summary>The ladder VAE (<see cref="Hvae.Models.Lvae"/>).</summary>
    public const string LvaeFamily = "LVAE";

    /// <summary>Returns the paper's GHVAE for images of this shape.</summary>
    public static ModelSpecification Ghvae(ImageShape image) => new(GhvaeFamily, [image.Channels, image.Height, image.Width]);

    /// <summary>Returns the paper's LVAE for images of this shape.</summary>
    public static ModelSpecification Lvae(ImageShape image) => new(LvaeFamily, [image.Channels, image.Height, image.Width]);

    /// <summary>Makes the model. Its parameters are not initialised yet.</summary>
    /// <exception cref="NotSupportedException">Thrown when there is no such family or size.</exception>
    public TwoLayerVae Build() => Family switch
    {
        GhvaeFamily => new Ghvae(GhvaeConfiguration.For(Shape)),
        LvaeFamily => new Lvae(LvaeConfiguration.For(Shape)),
        _ => throw Unknown(Family),
    };

    /// <summary>Returns the paper's model of a family for images of this shape.</summary>
    /// <exception cref="NotSupportedException">Thrown when there is no such family.</exception>
    public static ModelSpecification Of(string family, ImageShape image) => family switch
    {
        GhvaeFamily => Ghvae(image),
        LvaeFamily => Lvae(image),
        _ => throw Unknown(family),
    };

    /// <summary>Makes the model with the parameters that a training job has saved.</summary>
    /// <param name="folder">Folder of the training job.</param>
    /// <param name="device">Device of the model.</param>
    /// <param name="share">Share of all training steps after which the weights were kept, or null for the trained weights.</param>
    /// <exception cref="DamagedFileException">Thrown when the weights are damaged or belong to another model.</exception>
    public TwoLayerVae Load(string folder, Device device, double? share = null)
    {
        var model = Build();
        Weights.Load(model, Path.Combine(folder, SeededTraining.WeightsAfter(share)));
        model.to(device);
        model.eval();
        return model;
    }

    private ImageShape Shape => new(Image[0], Image[1], Image[2]);

    private static NotSupportedException Unknown(string family) =>
        new($"There is no model family '{family}'; there are {GhvaeFamily} and {LvaeFamily}.");
}

/// <summary>
/// The images of a split of a data set, which is identified by its content: all of them, or the subset of this size that
/// <see cref="ImageSet.Subset"/> draws.
/// </summary>
/// <param name="Name">Name of the data set, e.g. <c>mnist</c>.</param>
/// <param name="Fingerprint">SHA-256 of the decoded content.</param>
/// <param name="Split">Name of the split, <c>train</c> or <c>test</c>.</param>
/// <param name="Images">Number of images.</param>
public sealed record ImagesSpecification(string Name, string Fingerprint, string Split, int Images)
{
    /// <summary>
    /// Place of the subset's first image in the permutation that <see cref="ImageSet.Subset"/> draws; 0 but for held-out images.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int First { get; init; }

    /// <summary>
    /// Member of the details of a result that lacks numbers. Its value is a sentence that says why they are not measured.
    /// </summary>
    public const string NotMeasured = "notMeasured";

    /// <summary>Number of images without which nothing has a standard error.</summary>
    private const int Fewest = 2;

    /// <summary>Returns a subset of <paramref name="images"/> training images, or all where there are fewer.</summary>
    /// <exception cref="PlanException">Thrown when there are fewer than two.</exception>
    public static ImagesSpecification Train(DataSet data, int images) => Of(data, data.Train, "train", images);

    /// <summary>Returns a subset of <paramref name="images"/> test images, or all where there are fewer.</summary>
    /// <exception cref="PlanException">Thrown when there are fewer than two.</exception>
    public static ImagesSpecification Test(DataSet data, int images) => Of(data, data.Test, "test", images);

    /// <summary>Returns the same images in two parts, of which the second is held out from training.</summary>
    /// <param name="share">Share of the images that are held out, in (0, 1). At least two are.</param>
    /// <exception cref="PlanException">Thrown when there are fewer than four images.</exception>
    public (ImagesSpecification Kept, ImagesSpecification HeldOut) HoldOut(double share)
    {
        AtLeast(2 * Fewest, $"where {Fewest} are held out", $"{Split} images");
        var heldOut = Math.Max(Fewest, (int)(share * Images));
        return (this with { Images = Images - heldOut }, this with { Images = heldOut, First = First + Images - heldOut });
    }

    /// <summary>Returns the images of an opened data set as tensors.</summary>
    /// <param name="data">The opened data set that has the images.</param>
    /// <param name="device">Device of the tensors.</param>
    /// <param name="most">Number of first images that are wanted; null for all.</param>
    public ImageBatches Batches(DataSet data, Device device, int? most = null) => new(
        string.Equals(Split, "train", StringComparison.Ordinal) ? data.Train : data.Test, most ?? Images, data.IsBinarised, device, First);

    /// <summary>Refuses a set that is too small for a measure before anything is trained.</summary>
    /// <param name="fewest">Smallest number of images.</param>
    /// <param name="why">Why as many are needed, as the rest of a sentence.</param>
    /// <param name="setting">Setting of the preset that asks for more of them.</param>
    /// <exception cref="PlanException">Thrown when there are fewer.</exception>
    internal ImagesSpecification AtLeast(int fewest, string why, string setting) => Images >= fewest ? this : throw new PlanException(
        $"{Images:N0} {Split} images of {Name} are too few: at least {fewest:N0} are needed {why}. "
        + $"Give a data folder with more images (--data DIR), or a preset with more {setting}.");

    /// <summary>
    /// Returns why a measure that compares classes is not made on these images, as a sentence; null where it can be made.
    /// </summary>
    /// <param name="measure">Name of the measure, as the subject of a sentence.</param>
    /// <param name="lacked">Classes of which there is no image.</param>
    internal string? WhyNotMeasured(string measure, IReadOnlyList<int> lacked) => lacked.Count == 0 ? null
        : $"{measure} on {Name} would say nothing: the {Images:N0} {Split} images that are used have too few or none of class "
            + $"{string.Join(", ", lacked)}. Give a data folder with images of all classes (--data DIR), or a preset with more images.";

    private static ImagesSpecification Of(DataSet data, ImageSet set, string split, int images) =>
        new ImagesSpecification(data.Name, data.Fingerprint, split, Math.Min(images, set.Count))
            .AtLeast(Fewest, "for a standard error", $"{split} images");
}

/// <summary>A planned job with the configuration that it was planned with.</summary>
/// <param name="Job">The job.</param>
/// <param name="Configuration">Configuration that determines the job's result.</param>
public sealed record PlannedJob<T>(Job Job, T Configuration);

/// <summary>Converts between configuration records and the JSON of jobs.</summary>
internal static class Configuration
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    public static JsonObject ToJson<T>(T configuration) => JsonSerializer.SerializeToNode(configuration, Options)!.AsObject();

    public static T FromJson<T>(JsonObject json) => json.Deserialize<T>(Options)!;
}
