// Graphs of three hierarchical VAEs, drawn from the models' declarations (Xiao & Bamler, Figure 2).

using Experiments.Jobs;
using Hvae.Models;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 2. The paper trains no bottom-up model, so the graph of that model is not read from a network.</summary>
public sealed class Figure2 : IExperiment
{
    private static readonly Dictionary<EdgeRole, ArrowStyle> Styles = new()
    {
        [EdgeRole.Inference] = new("inference", "#c0392b", ArrowLine.Dashed),
        [EdgeRole.Generative] = new("generative model", "black"),
        [EdgeRole.Shared] = new("both, with the same parameters", "#6c3483", ArrowLine.Double),
    };

    /// <summary>Places of the nodes. Generation runs downwards, and features of the image are beside it.</summary>
    private static readonly IReadOnlyList<Repro.Figures.GraphNode> Places =
    [
        new("z2", "z₂", 0, 0), new("z1", "z₁", 0, 1), new("x", "x", 0, 2, Repro.Figures.NodeKind.Observed),
        new("d1", "d₁", 1, 1, Repro.Figures.NodeKind.Deterministic),
    ];

    /// <inheritdoc/>
    public string Name => "Xiao23.Figure2";

    /// <inheritdoc/>
    public string Description => "Graphs of three hierarchical VAEs, drawn from what the models declare (Xiao & Bamler, Figure 2).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) =>
        new([.. new[] { ModelSpecification.LvaeFamily, ModelSpecification.GhvaeFamily }.Select(Described)], []);

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Figures =
        [
            new Figure
            {
                Name = Name,
                Title = "Three ways to infer two layers of latents (Xiao & Bamler 2023, Figure 2)",
                Caption = "Grey: observed; box: deterministic features. "
                    + $"The graphs of LVAE and GHVAE are those that the trained models declare. {context.Provenance}",
                PanelsPerRow = 3,
                Panels =
                [
                    Graph("Bottom-up", ModelGraph.BottomUp),
                    .. from shown in new[] { "Implicit top-down (LVAE)", "Generalised top-down (GHVAE)" }.Zip(plan.Jobs)
                       where results.ContainsKey(shown.Second.Key)
                       select Graph(shown.First, ArchitectureJob.Graph(results[shown.Second.Key])),
                ],
            },
        ],
    };

    private static Repro.Plans.Job Described(string family) =>
        ArchitectureJob.Plan(ModelSpecification.Of(family, GhvaeConfiguration.Colour32.Image));

    private static GraphPanel Graph(string title, IReadOnlyList<GraphEdge> edges) => new()
    {
        Title = title,
        Nodes = [.. Places.Where(node => edges.Any(edge => edge.From.Name == node.Name || edge.To.Name == node.Name))],
        Arrows = [.. edges.Select(edge => new GraphArrow(edge.From.Name, edge.To.Name, Styles[edge.Role]))],
    };
}
