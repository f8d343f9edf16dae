// What must be said of the classifier behind an inception score: a weak one makes another score.

using Experiments.Jobs;
using Experiments.Paper;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Compares the classifiers' test accuracy with the paper's.</summary>
internal static class ClassifierNotes
{
    /// <summary>So much below the paper's accuracy is no longer the paper's classifier.</summary>
    private const double Allowed = 0.02;

    /// <summary>A warning for each sweep whose classifier is more than two points below the paper's.</summary>
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

    /// <summary>Each sweep's classifier with its accuracy, weak or not.</summary>
    public static IEnumerable<string> All(IEnumerable<Sweep> sweeps)
    {
        foreach (var sweep in sweeps)
        {
            if (Accuracy(sweep) is not { } accuracy) continue;
            yield return $"The inception score's classifier on {DataText.Short(sweep.Data)} has {accuracy:P1} test accuracy; "
                + (sweep.Data.IsStandIn ? "on generated images it is held to none of the paper's."
                    : Published(sweep.Data) is { } paper ? $"the paper's has {paper.Accuracy:P1} ({paper.Source})."
                    : "the paper states none.");
        }
    }

    private static double? Accuracy(Sweep sweep) =>
        sweep.Cells.SelectMany(cell => cell.Values(MetricNames.ClassifierAccuracy)).Cast<double?>().FirstOrDefault();

    /// <summary>A stand-in is held to no number of the paper.</summary>
    private static PublishedAccuracy? Published(DataSource data) =>
        PublishedValues.Xiao23["classifiers"]![data.Name] is { } published && published["accuracy"] is { } percent
            ? new(percent.GetValue<double>() / 100, published["source"]!.GetValue<string>())
            : null;

    private sealed record PublishedAccuracy(double Accuracy, string Source);
}
