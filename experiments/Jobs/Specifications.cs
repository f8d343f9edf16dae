// The parts of a job's configuration that several kinds of jobs share, as they are written in the canonical JSON.

using System.Text.Json;
using System.Text.Json.Nodes;
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

/// <summary>The first images of a split of a data set, which is identified by its content.</summary>
/// <param name="Name">Name of the data set, e.g. <c>mnist</c>.</param>
/// <param name="Fingerprint">SHA-256 of the decoded content.</param>
/// <param name="Split">Name of the split, <c>train</c> or <c>test</c>.</param>
/// <param name="Images">Number of images.</param>
public sealed record ImagesSpecification(string Name, string Fingerprint, string Split, int Images)
{
    /// <summary>Returns the first <paramref name="images"/> training images, or all where there are fewer.</summary>
    public static ImagesSpecification Train(DataSet data, int images) => Of(data, data.Train, "train", images);

    /// <summary>Returns the first <paramref name="images"/> test images, or all where there are fewer.</summary>
    public static ImagesSpecification Test(DataSet data, int images) => Of(data, data.Test, "test", images);

    /// <summary>Returns the split of an opened data set.</summary>
    public ImageSet In(DataSet data) => string.Equals(Split, "train", StringComparison.Ordinal) ? data.Train : data.Test;

    private static ImagesSpecification Of(DataSet data, ImageSet set, string split, int images) =>
        new(data.Name, data.Fingerprint, split, Math.Min(images, set.Count));
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
