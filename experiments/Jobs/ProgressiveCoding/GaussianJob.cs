// The job that computes the rate-distortion function of a Gaussian with the covariance of a data set.

using System.Text.Json;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the eigenvalues.</summary>
/// <param name="Images">Images whose covariance it is.</param>
public sealed record GaussianConfiguration(ImagesSpecification Images);

/// <summary>Plans and runs the computation of the covariance's eigenvalues, on the [−1, 1] scale.</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class GaussianJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "gaussian";

    private const string EigenvaluesFile = "eigenvalues.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>
    /// Smallest number of images for each dimension. With fewer, many eigenvalues are too small by chance and the curve is too low.
    /// </summary>
    private const int FewestImagesADimension = 2;

    private const int MostImages = 20_000;

    /// <summary>Plans the job for a data set's training images; null where the curve cannot be computed (<see cref="WhyNot"/>).</summary>
    /// <param name="data">The data set.</param>
    /// <param name="mostDimensions">Largest number of dimensions of a covariance that is decomposed.</param>
    public static Job? Plan(DataSet data, int mostDimensions)
    {
        var images = ImagesSpecification.Train(data, Math.Max(MostImages, FewestImagesADimension * data.Shape.Size));
        return WhyNot(data, mostDimensions) is not null
            ? null
            : Job.For<GaussianJob>(
                KindName, images.Name, Configuration.ToJson(new GaussianConfiguration(images)),
                cost: (double)data.Shape.Size * data.Shape.Size * images.Images / VdvaeCost.Unit);
    }

    /// <summary>Returns the reason why the curve cannot be computed, or null where it can.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="mostDimensions">Largest number of dimensions of a covariance that is decomposed.</param>
    public static string? WhyNot(DataSet data, int mostDimensions)
    {
        var fewest = FewestImagesADimension * data.Shape.Size;
        if (data.Shape.Size > mostDimensions) return $"its {data.Shape.Size:N0} dimensions are more than the preset's {mostDimensions:N0}";
        return data.Train.Count < fewest
            ? $"its {data.Train.Count:N0} training images are fewer than {fewest:N0}, {FewestImagesADimension} for each dimension" : null;
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<GaussianConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, CPU);
        var eigenvalues = linalg.eigvalsh(ImageCovariance.Of(images)).mul(SquaredError.ScaleRatio).data<double>().ToArray();
        File.WriteAllText(Path.Combine(context.Folder, EigenvaluesFile), JsonSerializer.Serialize(eigenvalues));
        return new()
        {
            Metrics = [new("variance", new GaussianRateDistortion(eigenvalues).Variance, "", N: images.Count)],
            Files = [EigenvaluesFile],
        };
    }

    /// <summary>Reads the function that a finished job has computed.</summary>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static GaussianRateDistortion Read(JobResult result) =>
        new(JsonSerializer.Deserialize<double[]>(File.ReadAllText(Path.Combine(result.Folder, EigenvaluesFile)))!);
}
