// The table of a model family's architecture that Tables 2 and 3 of Xiao & Bamler are made from.

using Experiments.Jobs;
using Experiments.Paper;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Architectures;

/// <summary>The layers as the models of a family declare them, and whether their parameters number what the paper says.</summary>
/// <param name="family">E.g. <c>GHVAE</c>.</param>
/// <param name="paper">Where the paper's numbers stand in <c>Paper/xiao23.json</c>, e.g. <c>table2</c>.</param>
/// <param name="columns">The family's models, each with the data sets that it is for, as the paper's numbers name them.</param>
public sealed class ArchitectureTable(string family, string paper, IReadOnlyList<(string Data, ModelSpecification Model)> columns)
{
    /// <summary>One job for each model.</summary>
    public ExperimentPlan Plan() => new([.. columns.Select(column => ArchitectureJob.Plan(column.Model))], []);

    /// <summary>The table, and whether all numbers are the paper's; not, when one is missing.</summary>
    /// <param name="name">Of the table.</param>
    /// <param name="provenance">Ends the caption.</param>
    /// <param name="plan">What <see cref="Plan"/> has planned.</param>
    /// <param name="results">By job key.</param>
    /// <param name="notes">What a reader should know besides.</param>
    public Conclusion Conclude(
        string name, string provenance, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results, params IReadOnlyList<string> notes)
    {
        var published = PublishedValues.Xiao23[paper]!;
        var rows = new List<IReadOnlyList<object?>>();
        var passed = true;
        foreach (var ((data, _), job) in columns.Zip(plan.Jobs))
        {
            if (!results.TryGetValue(job.Key, out var result))
            {
                passed = false;
                continue;
            }

            rows.AddRange(ArchitectureJob.Parts(result).Select(part => new object?[] { data, part.Distribution, part.Layers, part.Parameters, null, null }));
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
                    Name = name,
                    Caption = $"{family} architectures; paper: {published["source"]}. C: convolution, CT: transposed convolution, (in, out, kernel, stride, padding); "
                        + $"FC: linear, (in, out). ReLU after each hidden layer, std = softplus. {provenance}",
                    Columns = [new("data"), new("distribution"), new("layers"), new("parameters", Format: "N0"), new("paper", Format: "N0"), new("difference", Format: "N0")],
                    Rows = rows,
                },
            ],
            Notes = [.. notes],
            Passed = passed,
        };
    }
}
