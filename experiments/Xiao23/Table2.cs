// Architecture of the GHVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 2).

using Experiments.Jobs;
using Experiments.Paper;
using Hvae.Models;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Table 2: the layers as the models declare them, and whether their parameters number what the paper says.</summary>
public sealed class Table2 : IExperiment
{
    private static readonly (string Data, GhvaeConfiguration Configuration)[] Columns =
        [("mnist", GhvaeConfiguration.Binary28), ("svhn, cifar10", GhvaeConfiguration.Colour32)];

    /// <inheritdoc/>
    public string Name => "Xiao23.Table2";

    /// <inheritdoc/>
    public string Description => "Architecture of the GHVAE with parameter counts, checked against the paper (Xiao & Bamler, Table 2).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) =>
        new([.. Columns.Select(column => ArchitectureJob.Plan(ModelSpecification.Ghvae(column.Configuration.Image)))], []);

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var published = PublishedValues.Xiao23["table2"]!;
        var rows = new List<IReadOnlyList<object?>>();
        var passed = true;
        foreach (var ((data, _), job) in Columns.Zip(plan.Jobs))
        {
            if (!results.TryGetValue(job.Key, out var result))
            {
                passed = false;
                continue;
            }

            rows.AddRange(ArchitectureJob.Parts(result).Select(part => new object?[] { data, part.Distribution, part.Layers, part.Parameters, null, null }));
            var ours = (long)result.Metrics["parameters"].Value;
            var paper = published["parameters"]![data]!.GetValue<long>();
            passed &= ours == paper;
            rows.Add([data, "all", "", ours, paper, ours - paper]);
        }

        return new()
        {
            Tables =
            [
                new Table
                {
                    Name = Name,
                    Caption = $"GHVAE architectures; paper: {published["source"]}. C: convolution, CT: transposed convolution, (in, out, kernel, stride, padding); "
                        + $"FC: linear, (in, out). ReLU after each hidden layer, std = softplus. {context.Provenance}",
                    Columns = [new("data"), new("distribution"), new("layers"), new("parameters", Format: "N0"), new("paper", Format: "N0"), new("difference", Format: "N0")],
                    Rows = rows,
                },
            ],
            Notes = ["The paper prints a transposed convolution for the merged layer of q(z1|z2,x); only an ordinary strided one maps 8×8 to 4×4, and the public code uses that. Same parameter count."],
            Passed = passed,
        };
    }
}
