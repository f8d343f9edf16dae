// The parts that all tables and figures of Shu22 share: data sets, jobs, captions and warnings.

using Experiments.Claims;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Pretrained;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>A table or figure of Shu22.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public abstract class Experiment(DataCatalog catalog) : IExperiment
{
    /// <inheritdoc/>
    public string Name => $"Shu22.{GetType().Name}";

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var sizes = Preset.From(context.Settings);
        return new SetsPlan([.. sizes.ProgressiveCoding.DataSets.Select(name => Plan(name, sizes))]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var sets = ((SetsPlan)plan).Sets
            .Select(set => new MeasuredSet(set.Source, [.. set.Seeds.Select(seed => MeasuredSeed.Read(seed, results))])).ToArray();
        var report = new Report(Name, context, Preset.From(context.Settings), sets);
        var conclusion = Conclude(report);
        return conclusion with { Claims = Holm.Over(conclusion.Claims), Notes = [.. conclusion.Notes, .. report.Notes()] };
    }

    /// <summary>
    /// Returns the jobs of one seed on one data set whose results the target uses. Their inputs are added automatically.
    /// </summary>
    internal abstract IEnumerable<Job> Jobs(DataSetPlan plan);

    /// <summary>Returns the jobs that only the first seed has: pictures to look at.</summary>
    internal virtual IEnumerable<Job> Pictures(DataSetPlan plan) => [];

    /// <summary>Returns the number of training images of the target's models.</summary>
    internal virtual int TrainImages(VdvaeDataSizes sizes) => sizes.TrainImages;

    /// <summary>Makes tables, figures and claims. Notes that every target needs are added afterwards.</summary>
    internal abstract Conclusion Conclude(Report report);

    private PlannedSet Plan(string name, Preset sizes)
    {
        var set = sizes.ProgressiveCoding.For(name);
        // All targets of a preset open the same images, so that they share models.
        using var data = catalog.Open(DataCatalog.NameOfFirst(name, Math.Max(set.TrainImages, set.StageImages)));
        var (wanted, train) = (TrainImages(set), Math.Min(TrainImages(set), data.Train.Count));
        var pretrained = new PretrainedFolder(catalog.Folder);
        DataSetPlan[] seeds =
            [.. sizes.ProgressiveCoding.Seeds.Select(seed => new DataSetPlan(data, name, sizes, pretrained, seed))];
        return new(DataText.Source(data, name, train, DataSetSizes.Stretch(train, set.Epochs, wanted), set.TestImages), seeds,
            [.. seeds.SelectMany(Jobs), .. Pictures(seeds[0])]);
    }

    /// <summary>Lists the jobs by data set, because two data sets with the same stand-in can share jobs.</summary>
    private sealed record SetsPlan(IReadOnlyList<PlannedSet> Sets)
        : ExperimentPlan([.. Sets.SelectMany(set => set.Jobs).DistinctBy(job => job.Key)], [.. Sets.Select(set => set.Source)]);

    private sealed record PlannedSet(DataSource Source, IReadOnlyList<DataSetPlan> Seeds, IReadOnlyList<Job> Jobs);
}

/// <summary>The data sets of one target, with the texts that its tables and figures share.</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Context">Preset and provenance.</param>
/// <param name="Sizes">Sizes of the preset.</param>
/// <param name="Sets">Data sets in the paper's order; our addition is the last.</param>
internal sealed record Report(string Name, ExperimentContext Context, Preset Sizes, IReadOnlyList<MeasuredSet> Sets)
{
    private IReadOnlyList<long> Seeds => Sizes.ProgressiveCoding.Seeds;

    /// <summary>Meaning of ± in tables, for a caption.</summary>
    public string Spread => Seeds.Count > 1
        ? $"values are means and ± is the standard deviation over {Seeds.Count} seeds of the trainings"
        : "± is the standard error over images, of one seed of the trainings";

    /// <summary>Meaning of error bars, for a legend.</summary>
    public string ErrorName => Seeds.Count > 1 ? $"± standard deviation over {Seeds.Count} seeds" : "± standard error over images";

    /// <summary>Says that pictures are of one seed, for the end of a caption; empty where there is no other.</summary>
    public string OfFirstSeed => Seeds.Count > 1 ? $" Pictures are of seed {Seeds[0]}." : "";

    /// <summary>Returns the figure of the target.</summary>
    /// <param name="title">Title without the paper, which is added.</param>
    /// <param name="panels">Panels row by row.</param>
    /// <param name="perRow">Number of panels in a row.</param>
    /// <param name="shown">Sentences of the caption that say how to read the figure.</param>
    public Figure Figure(string title, IReadOnlyList<Panel> panels, int perRow, string shown) => new()
    {
        Name = Name,
        Title = $"{title} (Shu & Ermon 2022)",
        Caption = Caption(shown),
        Warnings = DataText.Grouped(Sets.Select(set => DataText.Warning(set.Data))),
        Panels = panels,
        PanelsPerRow = perRow,
    };

    /// <summary>Returns the caption of a figure or table, with models, data, preset, seeds and provenance.</summary>
    /// <param name="shown">Sentences that say what is shown.</param>
    public string Caption(string shown)
    {
        var models = Sets.Select(
            set => $"{set.Data.Description}, T={set.Plan.Model.LatentResolutions().Count}, K={set.Plan.K}").Distinct();
        return $"{shown} VDVAEs: {string.Join("; ", models)}. Preset {Context.Preset}, {Sizes.Precision.ToText()}, "
            + $"seed{(Seeds.Count > 1 ? "s" : "")} {string.Join(", ", Seeds)}. {Context.Provenance}";
    }

    /// <summary>Returns a sentence for each data set for which the Gaussian's function is not computed.</summary>
    public IEnumerable<string> WithoutGaussian() =>
        Sets.Where(set => set.Plan.WhyNoGaussian is not null)
            .Select(set => $"{set.Title} has no Gaussian bound: {set.Plan.WhyNoGaussian}.").Distinct();

    /// <summary>Returns the notes of every target: stand-ins, unofficial copies, and what the paper leaves open.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var data in Sets.Select(set => set.Data).Where(data => data.IsStandIn))
            yield return DataText.OfStandIn(data);
        foreach (var data in Sets.Select(set => set.Data).Where(data => data is { IsStandIn: false, IsOfficial: false }))
            yield return $"{data.Name}: {DataText.Warning(data)!.What}.";
        yield return "CIFAR-10 is our addition; the paper has SVHN, CelebA-64 and LSUN-Bedroom-64.";
        if (ProgressiveCodingSizes.PaperDataSets.Except(Sizes.ProgressiveCoding.DataSets).ToArray() is { Length: > 0 } missing)
            yield return $"This preset trains no models of {string.Join(", ", missing)}, so it decides nothing about them.";
        yield return "The paper's text at hand states no sizes, training length, decoder d or multiplier rule for this experiment: "
            + "see docs/shu22.md for what stands in their place.";
        if (Sizes.ProgressiveCoding.Multiplier.IsForShortRuns)
            yield return "The Lagrange multiplier moves by our rule for short runs, not by the cited one (docs/shu22.md).";
        const string Member = "progressiveCoding";
        var sizes = Preset.Departures(Context.Settings, [Member]).Select(size => size[(Member.Length + 1)..]).ToArray();
        if (sizes.Length > 0) yield return $"Sizes are the preset's: {string.Join(", ", sizes)}.";
    }
}
