// The job that scores a trained model's samples by a classifier.

using System.Text.Json.Serialization;
using Experiments.Presets;
using Hvae.Metrics;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Jobs;

/// <summary>Configuration of an inception score. The trained model and the classifier are the job's inputs.</summary>
/// <param name="Model">Model to which the weights belong.</param>
/// <param name="Classifier">Configuration of the classifier.</param>
/// <param name="Samples">Number of samples, and number of splits.</param>
/// <param name="Seed">Seed of the samples.</param>
public sealed record SamplesConfiguration(
    ModelSpecification Model, ClassifierConfiguration Classifier, SampleSizes Samples, long Seed)
{
    /// <summary>Share of all training steps after which the weights were kept; null for the trained weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share { get; init; }
}

/// <summary>Plans and runs inception score, diversity and sharpness (protocol: <see cref="SampleEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class SamplesJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "samples";

    /// <summary>Cost of a sample that is classified, relative to a trained image.</summary>
    private const double CostPerSample = 1;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the scoring of samples of the model that <paramref name="train"/> trains, by <paramref name="classifier"/>.</summary>
    /// <param name="train">The job that trains the model, with the betas and the seed.</param>
    /// <param name="classifier">The training of the classifier.</param>
    /// <param name="samples">Number of samples, and number of splits.</param>
    /// <param name="share">Share of all training steps, in (0, 1), after which the model is measured; null for the trained model.</param>
    public static Job Plan(PlannedJob<TrainConfiguration> train, Job classifier, SampleSizes samples, double? share = null)
    {
        var configuration = new SamplesConfiguration(
            train.Configuration.Model,
            Configuration.FromJson<ClassifierConfiguration>(classifier.Configuration),
            samples,
            train.Configuration.Training.Seed)
        {
            Share = share,
        };
        return Job.For<SamplesJob>(
            KindName, TrainJob.LabelAfter(train, share), Configuration.ToJson(configuration), [train.Job, classifier],
            samples.Count * CostPerSample);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<SamplesConfiguration>(context.Configuration);
        if (configuration.Classifier.WhyNotMeasured(machine, context) is { } reason)
            return new() { Details = new() { [ImagesSpecification.NotMeasured] = reason } };
        using var model = configuration.Model.Load(context.InputFolders[0], machine.Device, configuration.Share);
        using var classifier = ClassifierJob.Load(context.InputFolders[1], configuration.Classifier, machine.Device);
        var tested = ClassifierJob.ReadAccuracy(Path.Combine(context.InputFolders[1], ClassifierJob.AccuracyFile));
        using var noise = new Randomness(configuration.Seed).For("samples");
        var settings = new SampleSettings(configuration.Samples.Count, configuration.Samples.BatchSize, configuration.Samples.Splits);
        var score = SampleEvaluation.Run(
            model, classifier, settings, noise, new Share(context.Progress, settings.Samples), context.Cancellation);
        return new()
        {
            Metrics =
            [
                new(MetricNames.InceptionScore, score.Score, "", score.ScoreStandardError, configuration.Samples.Count),
                new(MetricNames.Diversity, score.Diversity, "", N: configuration.Samples.Count),
                new(MetricNames.Sharpness, score.Sharpness, "", N: configuration.Samples.Count),
                new(MetricNames.ClassifierAccuracy, tested.Accuracy, "", tested.AccuracyStandardError, tested.Count),
            ],
        };
    }

    private sealed class Share(IProgress<JobProgress> progress, int samples) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new((double)value / samples));
    }
}
