// The jobs of a sweep of two-layer VAEs over the grid of (beta2, beta1): for each cell and seed one training and its measurements.

using Experiments.Jobs;
using Experiments.Presets;
using Hvae.Data;
using Hvae.Objectives;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Measurements on each model of a sweep. Each is a kind of job, so that targets share those that they have in common.</summary>
[Flags]
public enum Measurements
{
    /// <summary>Rates, distortion and PSNR.</summary>
    Rates = 1,

    /// <summary>Inception score, diversity and sharpness of samples.</summary>
    Samples = 2,

    /// <summary>Mutual information and the accuracies of latent classifiers.</summary>
    Latents = 4,

    /// <summary>Reconstructions and samples to look at.</summary>
    Pictures = 8,

    /// <summary>All measurements that give numbers.</summary>
    Numbers = Rates | Samples | Latents,
}

/// <summary>A sweep that a target shows.</summary>
/// <param name="Family">Family of the models, e.g. <c>GHVAE</c>.</param>
/// <param name="Data">Name of the data set, e.g. <c>svhn</c>.</param>
/// <param name="Measurements">Measurements on the models.</param>
public sealed record SweepRequest(string Family, string Data, Measurements Measurements)
{
    /// <summary>Returns whether <paramref name="measurement"/> is asked for.</summary>
    internal bool Has(Measurements measurement) => Measurements.HasFlag(measurement);
}

/// <summary>One model of a sweep.</summary>
/// <param name="Training">The job that trains it, with its betas and its seed.</param>
/// <param name="Numbers">The jobs that measure it.</param>
internal sealed record PlannedModel(PlannedJob<TrainConfiguration> Training, IReadOnlyList<Job> Numbers)
{
    /// <summary>The job that draws with the model, or null where no pictures are asked for.</summary>
    public Job? Pictures { get; init; }

    /// <summary>Weights of the two rates.</summary>
    public Betas Betas => new(Training.Configuration.Objective.Beta2, Training.Configuration.Objective.Beta1);

    /// <summary>The same model after shares of all steps of its training, in rising order of the share, with its measurements.</summary>
    public IReadOnlyList<(double Share, PlannedModel Model)> Earlier { get; init; } = [];

    /// <summary>All jobs whose results are used on the trained model. The training and the classifier are their inputs.</summary>
    public IEnumerable<Job> Jobs => Pictures is null ? Numbers : [.. Numbers, Pictures];

    /// <summary>All jobs whose results are used, also those on the model at earlier steps.</summary>
    public IEnumerable<Job> AllJobs => [.. Jobs, .. Earlier.SelectMany(earlier => earlier.Model.Jobs)];
}

/// <summary>A sweep with its jobs.</summary>
/// <param name="Request">Sweep that the target asked for.</param>
/// <param name="Data">Source of the images.</param>
/// <param name="Models">The models, cell by cell with beta1 in the outer loop, and seed by seed.</param>
internal sealed record PlannedSweep(SweepRequest Request, DataSource Data, IReadOnlyList<PlannedModel> Models)
{
    /// <summary>Plans a sweep.</summary>
    /// <param name="request">Sweep that the target asks for.</param>
    /// <param name="data">Images of the data set or of its stand-in.</param>
    /// <param name="preset">The preset.</param>
    public static PlannedSweep Of(SweepRequest request, DataSet data, Preset preset)
    {
        var set = preset.For(request.Data);
        var family = ModelSpecification.Of(request.Family, data.Shape);
        var (train, test) = (ImagesSpecification.Train(data, set.TrainImages), ImagesSpecification.Test(data, set.TestImages));
        var latents = request.Has(Measurements.Latents) ? LatentsJob.Images(data, set.LatentImages) : test;
        var classifier = request.Has(Measurements.Samples) ? ClassifierJob.Plan(data, set, preset.Precision) : null;
        var models =
            from model in preset.GridFor(request.Data).Models()
            let training = Training(model.Betas, model.Seed)
            select new PlannedModel(training, [.. Numbers(training)])
            {
                Earlier = [.. from share in preset.History select (share, new PlannedModel(training, [.. Numbers(training, share)]))],
                Pictures = request.Has(Measurements.Pictures) ? PicturesJob.Plan(training, test, preset.Pictures) : null,
            };
        var more = (request.Has(Measurements.Latents) ? $", latents of {latents.Images:N0} of these" : "")
            + (request.Has(Measurements.Samples) ? $", {preset.Samples.Count:N0} samples a model" : "");
        var source = DataText.Source(data, request.Data, train.Images, set.EpochsOver(train.Images), set.TestImages, more,
            request.Has(Measurements.Latents) ? Math.Min(latents.Images, test.Images) : null);
        return new(request, source, [.. models]);

        // LVAEs are warmed up, as the public code does by default. The paper does not say whether its grid was.
        PlannedJob<TrainConfiguration> Training(Betas betas, long seed) => TrainJob.Plan(
            family,
            new LayerwiseObjective(betas.Beta2, betas.Beta1) { WarmUp = family.Family == ModelSpecification.LvaeFamily },
            train,
            new(set.EpochsOver(train.Images), preset.Training.BatchSize, preset.Training.LearningRate, seed)
            {
                Optimisation = preset.Training.Optimisation,
                Precision = preset.Precision,
            },
            preset.History);

        IEnumerable<Job> Numbers(PlannedJob<TrainConfiguration> training, double? share = null)
        {
            if (request.Has(Measurements.Rates)) yield return EvaluateJob.Plan(training, test, preset.Evaluation.BatchSize, share);
            if (classifier is not null) yield return SamplesJob.Plan(training, classifier, preset.Samples, share);
            if (request.Has(Measurements.Latents)) yield return LatentsJob.Plan(training, latents, preset.Evaluation.BatchSize, share);
        }
    }

    /// <summary>Collects the results of the jobs.</summary>
    /// <param name="results">Results of jobs by key; those of failed jobs are missing.</param>
    public Sweep Collect(IReadOnlyDictionary<string, JobResult> results)
    {
        return Of(Models) with
        {
            Earlier =
            [
                .. from earlier in Models.SelectMany(model => model.Earlier)
                   group earlier.Model by earlier.Share into models
                   orderby models.Key
                   select (models.Key, Of(models)),
            ],
        };

        Sweep Of(IEnumerable<PlannedModel> models) => new(Request.Family, Data, SweepCell.Collect(models, results));
    }
}
