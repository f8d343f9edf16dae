// The job that reads a model's architecture from its modules.

using System.Text.Json.Nodes;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Jobs;

/// <summary>A part of a model, as the paper's architecture tables print it.</summary>
/// <param name="Distribution">The distribution, e.g. <c>q(z2|x)</c>.</param>
/// <param name="Layers">Layers of the part (<see cref="LayerText"/>).</param>
/// <param name="Parameters">Number of trainable parameters.</param>
public sealed record ArchitecturePart(string Distribution, string Layers, long Parameters);

/// <summary>Plans and runs the description of a model. It is a job because only workers load tensors.</summary>
public sealed class ArchitectureJob : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "architecture";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the description of <paramref name="model"/>.</summary>
    public static Job Plan(ModelSpecification model) =>
        Job.For<ArchitectureJob>(
            KindName, $"{model.Family} {string.Join('x', model.Image)}", new JsonObject { ["model"] = Configuration.ToJson(model) });

    /// <summary>Reads the parts from the result of a job.</summary>
    public static IReadOnlyList<ArchitecturePart> Parts(JobResult result) =>
        Configuration.FromJson<ArchitectureDetails>(result.Details).Parts;

    /// <summary>Reads the graph that the model declares.</summary>
    public static IReadOnlyList<GraphEdge> Graph(JobResult result) => Configuration.FromJson<ArchitectureDetails>(result.Details).Graph;

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        using var model = Configuration.FromJson<ModelSpecification>(context.Configuration["model"]!.AsObject()).Build();
        var parts = model.Parts.Select(
            part => new ArchitecturePart(part.Distribution, LayerText.Of(part.Part), LayerText.Parameters(part.Part)));
        return new()
        {
            Metrics = [new("parameters", LayerText.Parameters(model), "")],
            Details = Configuration.ToJson(new ArchitectureDetails([.. parts], model.Graph)),
        };
    }

    private sealed record ArchitectureDetails(IReadOnlyList<ArchitecturePart> Parts, IReadOnlyList<GraphEdge> Graph);
}
