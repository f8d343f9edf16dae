// What the targets of Shu22 say of their models: captions, warnings, notes.

using Experiments.Sweeps;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>The data sets of one target, with the words that belong on everything made from them.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Context">Preset and provenance.</param>
/// <param name="Sizes">The preset's sizes.</param>
/// <param name="Sets">In the paper's order, our addition last.</param>
internal sealed record Report(string Name, ExperimentContext Context, Sizes Sizes, IReadOnlyList<MeasuredSet> Sets)
{
    /// <summary>The target's figure.</summary>
    /// <param name="title">What it shows; the paper is added.</param>
    /// <param name="panels">Row by row.</param>
    /// <param name="perRow">Panels in a row.</param>
    /// <param name="shown">How to read it, for the caption.</param>
    public Figure Figure(string title, IReadOnlyList<Panel> panels, int perRow, string shown) => new()
    {
        Name = Name,
        Title = $"{title} (Shu & Ermon 2022)",
        Caption = Caption(shown),
        Warnings = DataText.Grouped(Sets.Select(set => DataText.Warning(set.Data))),
        Panels = panels,
        PanelsPerRow = perRow,
    };

    /// <summary>Models and data, sizes, seed, commit: below every picture and table.</summary>
    /// <param name="shown">What is seen, as a sentence.</param>
    public string Caption(string shown) =>
        $"{shown} VDVAEs: {string.Join("; ", Sets.Select(set => $"{set.Data.Description}, T={set.Plan.Model.LatentResolutions().Count}, K={set.Plan.K}").Distinct())}. "
        + $"Preset {Context.Preset}, {Experiments.Sizes.NameOf(Sizes.Precision)}, seed {Sizes.Seeds[0]}. {Context.Provenance}";

    /// <summary>Sentences that a reader must know.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var set in Sets.Where(set => set.Data.IsStandIn))
            yield return $"{set.Data.Wanted} is not at hand; {set.Data.Name} (stand-in) takes its place, and nothing here says anything about {set.Data.Wanted}.";
        foreach (var set in Sets.Where(set => set.Data is { IsStandIn: false, IsOfficial: false }))
            yield return $"{set.Data.Name}: {DataText.Warning(set.Data)!.What}.";
        yield return "CIFAR-10 is our addition; the paper has SVHN, CelebA-64 and LSUN-Bedroom-64.";
        yield return "The paper's text at hand states no sizes, training length, decoder d or multiplier rule for this experiment: see docs/shu22.md for what stands in their place.";
        if (Sizes.ProgressiveCoding.Multiplier.IsForShortRuns)
            yield return "The Lagrange multiplier moves by our rule for short runs, not by the cited one (docs/shu22.md).";
    }
}
