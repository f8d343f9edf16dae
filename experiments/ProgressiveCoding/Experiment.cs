// The parts that all tables and figures of Shu22 share: data sets, jobs, captions and warnings.

using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>A target made of models that code progressively.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public abstract class Experiment(DataCatalog catalog) : IExperiment
{
    /// <summary>The paper's three data sets, and CIFAR-10 as our addition, because it is a real data set that is easy to obtain.</summary>
    private static readonly IReadOnlyList<string> DataSets = ["svhn", "celeba64", "lsun-bedroom64", "cifar10"];

    /// <inheritdoc/>
    public string Name => $"Shu22.{GetType().Name}";

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var sizes = Sizes.From(context.Settings);
        return new SetsPlan([.. DataSets.Select(name => Plan(name, sizes))]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var sets = ((SetsPlan)plan).Sets.Select(set => new MeasuredSet(set.Source, set.Plan, results)).ToArray();
        var report = new Report(Name, context, Sizes.From(context.Settings), sets);
        var conclusion = Conclude(report);
        return conclusion with { Notes = [.. conclusion.Notes, .. report.Notes()] };
    }

    /// <summary>Returns the jobs on one data set whose results the target uses. Their inputs are added automatically.</summary>
    internal abstract IEnumerable<Job> Jobs(DataSetPlan plan);

    /// <summary>Returns the number of training images of the target's models.</summary>
    internal virtual int TrainImages(VdvaeDataSizes sizes) => sizes.TrainImages;

    /// <summary>Makes tables, figures and claims. Notes that every target needs are added afterwards.</summary>
    internal abstract Conclusion Conclude(Report report);

    private PlannedSet Plan(string name, Sizes sizes)
    {
        var set = sizes.ProgressiveCoding.For(name);
        // All targets of a preset open the same images, so that they share models.
        using var data = catalog.Open(DataCatalog.NameOfFirst(name, Math.Max(set.TrainImages, set.StageImages)));
        var (wanted, train) = (TrainImages(set), Math.Min(TrainImages(set), data.Train.Count));
        var plan = new DataSetPlan(data, name, sizes, new PretrainedFolder(catalog.Folder));
        return new(DataText.Source(data, name, train, DataSetSizes.Stretch(train, set.Epochs, wanted), set.TestImages), plan,
            [.. Jobs(plan)]);
    }

    /// <summary>Lists the jobs by data set, because two data sets with the same stand-in can share jobs.</summary>
    private sealed record SetsPlan(IReadOnlyList<PlannedSet> Sets)
        : ExperimentPlan([.. Sets.SelectMany(set => set.Jobs).DistinctBy(job => job.Key)], [.. Sets.Select(set => set.Source)]);

    private sealed record PlannedSet(DataSource Source, DataSetPlan Plan, IReadOnlyList<Job> Jobs);
}
