// The texts of the targets over the grid of betas: captions, warnings and notes.

using Experiments.Jobs;
using Experiments.Paper;
using Experiments.Presets;
using Hvae.Metrics;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>The sweeps of one target, with the texts of its tables and figures.</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Context">Name of the preset, and commit and machine of the numbers.</param>
/// <param name="Preset">The preset.</param>
/// <param name="Requests">Sweeps that the target asked for.</param>
/// <param name="Sweeps">The sweep of each request, in the same order.</param>
public sealed record SweepReport(
    string Name, ExperimentContext Context, Preset Preset, IReadOnlyList<SweepRequest> Requests, IReadOnlyList<Sweep> Sweeps)
{
    /// <summary>The sweep of a target that has exactly one.</summary>
    public Sweep Sweep => Sweeps[0];

    /// <summary>Panels of <see cref="Sweep"/>.</summary>
    public RatePlane Plane => new(Sweep.Cells);

    /// <summary>The sweeps, each with its panels and with its data set's name for their titles.</summary>
    public IEnumerable<(Sweep Sweep, RatePlane Plane, string About)> Planes =>
        Sweeps.Select(sweep => (sweep, new RatePlane(sweep.Cells), DataText.Short(sweep.Data)));

    /// <summary>Number of the figure in the paper; empty for a figure that the paper does not have.</summary>
    private string Number => Name.Split(".Figure") is [_, var number] ? $", Figure {number}" : "";

    /// <summary>Returns the figure of the target.</summary>
    /// <param name="title">Title without paper and number, which are added.</param>
    /// <param name="panels">Panels, row by row.</param>
    /// <param name="perRow">Number of panels in a row.</param>
    /// <param name="shown">Sentences at the start of the caption that say how to read the figure.</param>
    public Figure Figure(string title, IReadOnlyList<Panel> panels, int perRow, string shown = "") => new()
    {
        Name = Name,
        Title = $"{title} (Xiao & Bamler 2023{Number})",
        Caption = Caption(shown),
        Warnings = Warnings(),
        Panels = panels,
        PanelsPerRow = perRow,
    };

    /// <summary>Returns the caption of a figure or table, with models, data, sizes, seeds and provenance.</summary>
    /// <param name="shown">Sentence that says what is shown; empty when the title says it.</param>
    public string Caption(string shown = "")
    {
        var models = string.Join("; ", Sweeps.Select(sweep => $"{sweep.Family} on {sweep.Data.Description}").Distinct());
        return $"{shown}{(shown.Length > 0 ? " " : "")}{models}. Preset {Context.Preset}, {Preset.Precision.ToText()}: "
            + $"{Grids()}.{Accuracies()} {Context.Provenance}";
    }

    /// <summary>Returns the grids and seeds of the sweeps, with the data sets where these differ.</summary>
    private string Grids()
    {
        var grids = Requests.GroupBy(request => Preset.GridFor(request.Data).ToString(), request => request.Data).ToArray();
        return grids.Length == 1
            ? grids[0].Key
            : string.Join("; ", grids.Select(grid => $"{grid.Key} on {string.Join(", ", grid.Distinct())}"));
    }

    /// <summary>Returns the number of images on which accuracies are measured, as a sentence; empty when none are.</summary>
    private string Accuracies()
    {
        var images = (from sweep in Sweeps
                      from cell in sweep.Cells
                      from model in cell.Models
                      from metric in SweepMetric.AccuraciesZ2.Concat(SweepMetric.AccuraciesZ1)
                      select model.Metrics.GetValueOrDefault(metric.Name)?.N).OfType<long>().Distinct().Order().ToArray();
        var counts = string.Join(" or ", images.Select(count => $"{count:N0}"));
        return images.Length == 0 ? "" : $" Accuracies are of {counts} images that the classifiers were not trained on.";
    }

    /// <summary>Returns the warnings that a picture must carry; none when all images are the official ones.</summary>
    private IReadOnlyList<FigureWarning> Warnings() =>
        DataText.Grouped(Sweeps.Select(sweep => DataText.Warning(sweep.Data)).Concat(ClassifierNotes.Weak(Sweeps)));

    /// <summary>Returns the table of all models of all sweeps with all metrics.</summary>
    public Table Models() => SweepTable.Of($"{Name}.models", Caption(), Sweeps);

    /// <summary>Returns the table of differences between our protocols and those of the public code.</summary>
    public static Table DeviationTable() => new()
    {
        Name = "Xiao23.Deviations",
        Caption = "Where the protocols of our metrics depart from the public code of Xiao & Bamler 2023.",
        Columns = [new("id"), new("public code"), new("here"), new("reason")],
        Rows = [.. Deviations.All.Select(
            deviation => new object?[] { deviation.Id, deviation.PublicCode, deviation.Here, deviation.Reason })],
    };

    /// <summary>Returns the sentences that a reader must know.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var sweep in Sweeps)
        {
            if (sweep.Data.IsStandIn) yield return DataText.OfStandIn(sweep.Data);
            foreach (var note in Missing(sweep)) yield return note;
            foreach (var note in sweep.Cells.SelectMany(cell => cell.Models).SelectMany(model => model.NotMeasured).Distinct())
                yield return note;
        }

        var copies = Sweeps.Select(sweep => sweep.Data).Where(data => data is { IsStandIn: false, IsOfficial: false });
        foreach (var data in copies.DistinctBy(data => data.Name))
            yield return $"{data.Name}: {DataText.Warning(data)!.What}.";
        foreach (var note in ClassifierNotes.All(Sweeps).Distinct()) yield return note;
        var deviations = string.Join(", ", Deviations.All.Select(deviation => deviation.Id));
        yield return $"Protocols are those of the papers' public code except {deviations} (docs/xiao23.md; `Xiao23.Table1` prints them).";
        var sets = Requests.Select(request => request.Data);
        var grid = sets.Any(set => Preset.For(set).BetaGrid is null) ? "betaGrid" : null;
        var sizes = Preset.Departures(
            Context.Settings, new[] { "training", "evaluation", "samples", grid }.OfType<string>().Concat(sets));
        if (sizes.Count > 0) yield return $"Sizes are the preset's, not the paper's: {string.Join(", ", sizes)}.";
    }

    private static IEnumerable<string> Missing(Sweep sweep)
    {
        var missing = sweep.Cells.Where(cell => !cell.Models.All(model => model.IsComplete)).ToArray();
        if (missing.Length == 0) yield break;
        var names = string.Join(", ", missing.Select(cell => $"(β₂={cell.Betas.Beta2:G4}, β₁={cell.Betas.Beta1:G4})"));
        yield return $"{sweep.Name}: {missing.Length} of {sweep.Cells.Count} cells lack a model or a measurement, "
            + $"so the hull may lack an optimal one: {names}.";
    }
}

/// <summary>Compares the classifiers' test accuracy with the paper's.</summary>
internal static class ClassifierNotes
{
    /// <summary>Accuracy gap above which a classifier is reported as weak.</summary>
    private const double Allowed = 0.02;

    /// <summary>Returns a warning for each sweep whose classifier is more than two points below the paper's.</summary>
    public static IEnumerable<FigureWarning> Weak(IEnumerable<Sweep> sweeps) =>
        from sweep in sweeps
        let accuracy = Accuracy(sweep)
        where accuracy is not null
        let paper = Published(sweep.Data)
        where paper is not null && accuracy < paper.Accuracy - Allowed
        select new FigureWarning(
            sweep.Data.Name,
            $"WEAK CLASSIFIER: {accuracy:P1} test accuracy, the paper's has {paper.Accuracy:P1} ({paper.Source}); "
            + "inception scores are not the paper's");

    /// <summary>Returns a sentence about the accuracy of each sweep's classifier, weak or not.</summary>
    public static IEnumerable<string> All(IEnumerable<Sweep> sweeps)
    {
        foreach (var sweep in sweeps)
        {
            if (Accuracy(sweep) is not { } accuracy) continue;
            yield return $"The inception score's classifier on {DataText.Short(sweep.Data)} has {accuracy:P1} test accuracy; "
                + (sweep.Data.IsStandIn ? "on generated images it is not compared with the paper's."
                    : Published(sweep.Data) is { } paper ? $"the paper's has {paper.Accuracy:P1} ({paper.Source})."
                    : "the paper states none.");
        }
    }

    private static double? Accuracy(Sweep sweep) =>
        sweep.Cells.SelectMany(cell => cell.Values(MetricNames.ClassifierAccuracy)).Cast<double?>().FirstOrDefault();

    /// <summary>Returns the paper's accuracy on a data set, or null where it states none. A stand-in has none.</summary>
    private static PublishedAccuracy? Published(DataSource data) =>
        PublishedValues.Xiao23["classifiers"]![data.Name] is { } published && published["accuracy"] is { } percent
            ? new(percent.GetValue<double>() / 100, published["source"]!.GetValue<string>())
            : null;

    private sealed record PublishedAccuracy(double Accuracy, string Source);
}
