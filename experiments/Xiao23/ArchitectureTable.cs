// Architectures with parameter counts, checked against the paper (Xiao & Bamler, Tables 2 and 3).

using Experiments.Jobs;
using Experiments.Paper;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Lists the layers that the models of a family declare, and compares their numbers of parameters with the paper's.</summary>
public sealed class ArchitectureTable : IExperiment
{
    private readonly int table;
    private readonly string family;
    private readonly IReadOnlyList<(string Data, ModelSpecification Model)> columns;
    private readonly string note;

    private ArchitectureTable(int table, string family, IReadOnlyList<(string Data, ModelSpecification Model)> columns, string note) =>
        (this.table, this.family, this.columns, this.note) = (table, family, columns, note);

    /// <summary>Tables 2 and 3 of the paper.</summary>
    public static IReadOnlyList<ArchitectureTable> Tables { get; } =
    [
        new(
            2, ModelSpecification.GhvaeFamily,
            [
                ("mnist", ModelSpecification.Ghvae(GhvaeConfiguration.Binary28.Image)),
                ("svhn, cifar10", ModelSpecification.Ghvae(GhvaeConfiguration.Colour32.Image)),
            ],
            "The paper prints a transposed convolution for the merged layer of q(z1|z2,x). "
            + "Only an ordinary strided one maps 8×8 to 4×4, and the public code uses that. The number of parameters is the same."),
        new(
            3, ModelSpecification.LvaeFamily,
            [("svhn", ModelSpecification.Lvae(LvaeConfiguration.Colour32.Image))],
            "The layers of q(z1|z2,x) start from d1, the output of the second convolution of q(z2|x). "
            + "Their mean and variance, also after a softplus, are combined with p(z1|z2) by precision weighting."),
    ];

    /// <inheritdoc/>
    public string Name => $"Xiao23.Table{table}";

    /// <inheritdoc/>
    public string Description =>
        $"Architecture of the {family} with parameter counts, checked against the paper (Xiao & Bamler, Table {table}).";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) => new([.. columns.Select(column => ArchitectureJob.Plan(column.Model))], []);

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var published = PublishedValues.Xiao23[$"table{table}"]!;
        var rows = new List<IReadOnlyList<object?>>();
        var passed = true;
        foreach (var ((data, _), job) in columns.Zip(plan.Jobs))
        {
            if (!results.TryGetValue(job.Key, out var result))
            {
                passed = false;
                continue;
            }

            rows.AddRange(ArchitectureJob.Parts(result)
                .Select(part => new object?[] { data, part.Distribution, part.Layers, part.Parameters, null, null }));
            var ours = (long)result.Metrics["parameters"].Value;
            var theirs = published["parameters"]![data]!.GetValue<long>();
            passed &= ours == theirs;
            rows.Add([data, "all", "", ours, theirs, ours - theirs]);
        }

        return new()
        {
            Tables =
            [
                new Table
                {
                    Name = Name,
                    Caption = $"{family} architectures; paper: {published["source"]}. "
                        + "C: convolution, CT: transposed convolution, (in, out, kernel, stride, padding); "
                        + $"FC: linear, (in, out). ReLU after each hidden layer, std = softplus. {context.Provenance}",
                    Columns = [new("data"), new("distribution"), new("layers"), new("parameters", Format: "N0"), new("paper", Format: "N0"),
                        new("difference", Format: "N0")],
                    Rows = rows,
                },
            ],
            Notes = [note],
            Passed = passed,
        };
    }
}
