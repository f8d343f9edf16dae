// The job that trains the image classifier of a data set, which inception scores use.

using System.Text.Json;
using Experiments.Presets;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>Everything that determines a trained classifier.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Image">Channels, height and width of an image.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Augmentation">Random changes of the training images.</param>
/// <param name="Images">Images on which the model is trained.</param>
/// <param name="TestImages">Test images on which its accuracy is measured.</param>
/// <param name="Training">Epochs, batch size, optimiser and seed.</param>
public sealed record ClassifierConfiguration(
    string Network,
    int[] Image,
    int Classes,
    Augmentation Augmentation,
    ImagesSpecification Images,
    ImagesSpecification TestImages,
    TrainingSettings Training)
{
    /// <summary>
    /// Returns why neither the accuracy nor an inception score is measured with this classifier; null where its images have all classes.
    /// </summary>
    /// <param name="machine">Machine that has the images.</param>
    /// <param name="context">Context of the job that asks.</param>
    internal string? WhyNotMeasured(WorkerMachine machine, JobContext context)
    {
        return new[] { Images, TestImages }.Select(Lacking).OfType<string>().FirstOrDefault();

        string? Lacking(ImagesSpecification specification)
        {
            using var data = machine.Open(specification, context);
            using var images = specification.Batches(data, CPU);
            return specification.WhyNotMeasured("The classifier's accuracy and inception scores", images.LackedClasses(Classes));
        }
    }

    /// <summary>Makes the network. Its parameters are not initialised yet.</summary>
    internal ImageClassifier Create() => ClassifierNetwork.Create(Network, new ImageShape(Image[0], Image[1], Image[2]), Classes);
}

/// <summary>Plans and runs classifiers (protocols: <see cref="ClassifierRecipe"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class ClassifierJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "classifier";

    private const int BatchSize = 250;

    /// <summary>Name of the file of the test accuracy.</summary>
    internal const string AccuracyFile = "accuracy.json";

    private static readonly JsonSerializerOptions Complete = new() { RespectRequiredConstructorParameters = true };

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the training of a data set's classifier, and its test on all test images.</summary>
    /// <param name="data">The images, with labels.</param>
    /// <param name="sizes">Name of the network, and the length of its training.</param>
    /// <param name="precision">Precision of the training.</param>
    /// <exception cref="PlanException">Thrown when the data set has no labels, or fewer images than classes.</exception>
    public static Job Plan(DataSet data, DataSetSizes sizes, Precision precision = Precision.Float32)
    {
        if (!data.HasLabels)
            throw new PlanException($"{data.Name} has no labels, so no classifier can be trained on it; choose a data set that has some.");
        var (images, test) = (Of(ImagesSpecification.Train, sizes.Classifier.TrainImages), Of(ImagesSpecification.Test, data.Test.Count));
        var recipe = ClassifierRecipe.For(sizes.Classifier.Network, data.Name) with { Epochs = sizes.ClassifierEpochsOver(images.Images) };
        var configuration = new ClassifierConfiguration(
            recipe.Network,
            [data.Shape.Channels, data.Shape.Height, data.Shape.Width],
            data.Classes,
            recipe.Augmentation,
            images,
            test,
            recipe.Settings(ClassifierRecipe.PaperSeed) with { Precision = precision });
        return Job.For<ClassifierJob>(
            KindName, $"{recipe.Network} {data.Name}", Configuration.ToJson(configuration), cost: (double)recipe.Epochs * images.Images);

        ImagesSpecification Of(Func<DataSet, int, ImagesSpecification> split, int count) =>
            split(data, count).AtLeast(data.Classes, $"for a classifier of {data.Classes} classes", "images for the classifier");
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<ClassifierConfiguration>(context.Configuration);
        using var network = configuration.Create();
        var objective = new ClassificationObjective(configuration.Augmentation).For(network);
        var log = SeededTraining.Run(context, machine, network, objective, configuration.Images, configuration.Training);

        var details = Configuration.ToJson(new TrainingDetails(log));
        Metric[] ofTraining = [new("training_loss", log[^1].Loss, "nats"), new("parameters", LayerText.Parameters(network), "")];
        if (configuration.WhyNotMeasured(machine, context) is { } reason)
        {
            details[ImagesSpecification.NotMeasured] = reason;
            return new() { Metrics = ofTraining, Files = [SeededTraining.WeightsFile], Details = details };
        }

        using var data = machine.Open(configuration.TestImages, context);
        using var images = configuration.TestImages.Batches(data, machine.Device);
        var scores = ClassifierEvaluation.Run(network, images, BatchSize);
        File.WriteAllText(Path.Combine(context.Folder, AccuracyFile), JsonSerializer.Serialize(scores));
        return new()
        {
            Metrics =
            [
                new("accuracy", scores.Accuracy, "", scores.AccuracyStandardError, scores.Count),
                new("negative_log_likelihood", scores.NegativeLogLikelihood, "nats", N: scores.Count),
                .. ofTraining,
            ],
            Files = [SeededTraining.WeightsFile, AccuracyFile],
            Details = details,
        };
    }

    /// <summary>Loads a trained network in evaluation mode.</summary>
    /// <param name="folder">Folder of the job.</param>
    /// <param name="configuration">Configuration of the job.</param>
    /// <param name="device">Device of the network.</param>
    /// <exception cref="DamagedFileException">Thrown when the weights cannot be read.</exception>
    internal static ImageClassifier Load(string folder, ClassifierConfiguration configuration, Device device)
    {
        var network = configuration.Create();
        Weights.Load(network, Path.Combine(folder, SeededTraining.WeightsFile));
        network.to(device);
        network.eval();
        return network;
    }

    /// <summary>Reads the test accuracy that a job has written.</summary>
    /// <exception cref="DamagedFileException">Thrown when the file has no accuracy.</exception>
    internal static ClassifierScores ReadAccuracy(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ClassifierScores>(File.ReadAllText(path), Complete)
                ?? throw new JsonException("it holds null");
        }
        catch (JsonException problem)
        {
            throw new DamagedFileException(path, $"its accuracy cannot be read: {problem.Message}", problem);
        }
    }
}
