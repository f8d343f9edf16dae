// How the paper shows the two-layer VAEs: the graphs of Xiao23 Figure 2 and the layers of Tables 2 and 3.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>The kind of variable that a node of a model's graph stands for.</summary>
public enum NodeKind
{
    /// <summary>An observed variable: the image.</summary>
    Observed,

    /// <summary>A random variable: a latent.</summary>
    Latent,

    /// <summary>A deterministic variable: features inside a network.</summary>
    Deterministic,
}

/// <summary>The model that computes an edge.</summary>
public enum EdgeRole
{
    /// <summary>The inference model, q.</summary>
    Inference,

    /// <summary>The generative model, p.</summary>
    Generative,

    /// <summary>Both models, with the same parameters.</summary>
    Shared,
}

/// <summary>A variable of a model.</summary>
/// <param name="Name">Name in the paper, e.g. <c>z2</c>.</param>
/// <param name="Kind">Kind of the variable.</param>
public sealed record GraphNode(string Name, NodeKind Kind);

/// <summary>Says that <paramref name="To"/> or its distribution is computed from <paramref name="From"/>.</summary>
/// <param name="From">The variable that is read.</param>
/// <param name="To">The variable that is computed.</param>
/// <param name="Role">The model that computes the edge.</param>
public sealed record GraphEdge(GraphNode From, GraphNode To, EdgeRole Role);

/// <summary>The graphs of Xiao23 Figure 2, and their nodes.</summary>
public static class ModelGraph
{
    /// <summary>The image.</summary>
    public static GraphNode X { get; } = new("x", NodeKind.Observed);

    /// <summary>The latent that is generated last.</summary>
    public static GraphNode Z1 { get; } = new("z1", NodeKind.Latent);

    /// <summary>The latent that is generated first.</summary>
    public static GraphNode Z2 { get; } = new("z2", NodeKind.Latent);

    /// <summary>The LVAE's features of the image.</summary>
    public static GraphNode D1 { get; } = new("d1", NodeKind.Deterministic);

    /// <summary>q(z1|x) q(z2|z1): inference runs against the direction of generation. The paper trains no such model.</summary>
    public static IReadOnlyList<GraphEdge> BottomUp { get; } =
    [
        new(X, Z1, EdgeRole.Inference), new(Z1, Z2, EdgeRole.Inference),
        new(Z2, Z1, EdgeRole.Generative), new(Z1, X, EdgeRole.Generative),
    ];

    /// <summary>q(z2|x) q(z1|z2, x), where z1 meets z2 only through the prior p(z1|z2), as in an <see cref="Lvae"/>.</summary>
    public static IReadOnlyList<GraphEdge> ImplicitTopDown { get; } =
    [
        new(X, D1, EdgeRole.Inference), new(D1, Z2, EdgeRole.Inference), new(D1, Z1, EdgeRole.Inference),
        new(Z2, Z1, EdgeRole.Shared), new(Z1, X, EdgeRole.Generative),
    ];

    /// <summary>q(z2|x) q(z1|z2, x), each by a network of its own, as in a <see cref="Ghvae"/>.</summary>
    public static IReadOnlyList<GraphEdge> GeneralisedTopDown { get; } =
    [
        new(X, Z2, EdgeRole.Inference), new(X, Z1, EdgeRole.Inference), new(Z2, Z1, EdgeRole.Inference),
        new(Z2, Z1, EdgeRole.Generative), new(Z1, X, EdgeRole.Generative),
    ];
}

/// <summary>Writes the layers of a module in the notation of Xiao23 Tables 2 and 3.</summary>
public static class LayerText
{
    /// <summary>
    /// Returns the layers with parameters in the order of their use, e.g. <c>C(1,16,4,2,1) C(16,16,4,2,1)</c>: (in, out, kernel, stride,
    /// padding).
    /// </summary>
    public static string Of(nn.Module part) => string.Join(' ', part.InOrder().Select(Layer).Where(text => text is not null));

    /// <summary>Returns the number of parameters.</summary>
    public static long Parameters(nn.Module part) => part.parameters().Sum(parameter => parameter.numel());

    private static string? Layer(nn.Module module) => module switch
    {
        Convolution c => (c.transposed ? "CT" : "C")
            + $"({c.in_channels},{c.out_channels},{c.kernel_size[0]},{c.stride[0]},{c.padding![0]})",
        Linear l => $"FC({l.in_features},{l.out_features})",
        _ => null,
    };
}
