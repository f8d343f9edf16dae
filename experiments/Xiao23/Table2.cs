// Architecture of the GHVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 2).

using Experiments.Architectures;
using Experiments.Jobs;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Table 2: the layers as the models declare them, and whether their parameters number what the paper says.</summary>
public sealed class Table2 : IExperiment
{
    private static readonly ArchitectureTable Architectures = new(
        ModelSpecification.GhvaeFamily,
        "table2",
        [
            ("mnist", ModelSpecification.Ghvae(GhvaeConfiguration.Binary28.Image)),
            ("svhn, cifar10", ModelSpecification.Ghvae(GhvaeConfiguration.Colour32.Image)),
        ]);

    /// <inheritdoc/>
    public string Name => "Xiao23.Table2";

    /// <inheritdoc/>
    public string Description => "Architecture of the GHVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 2).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) => Architectures.Plan();

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => Architectures.Conclude(
        Name, context.Provenance, plan, results,
        "The paper prints a transposed convolution for the merged layer of q(z1|z2,x); only an ordinary strided one maps 8×8 to 4×4, and the public code uses that. Same parameter count.");
}
