// Architecture of the LVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 3).

using Experiments.Architectures;
using Experiments.Jobs;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Table 3: the layers as the model declares them, and whether its parameters number what the paper says.</summary>
public sealed class Table3 : IExperiment
{
    private static readonly ArchitectureTable Architectures = new(
        ModelSpecification.LvaeFamily, "table3", [("svhn", ModelSpecification.Lvae(LvaeConfiguration.Colour32.Image))]);

    /// <inheritdoc/>
    public string Name => "Xiao23.Table3";

    /// <inheritdoc/>
    public string Description => "Architecture of the LVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 3).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) => Architectures.Plan();

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => Architectures.Conclude(
        Name, context.Provenance, plan, results,
        "The layers of q(z1|z2,x) start from d1, the output of the second convolution of q(z2|x); their mean and variance (a softplus too) are combined with p(z1|z2) by precision weighting.");
}
