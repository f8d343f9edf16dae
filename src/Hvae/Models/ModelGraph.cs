// Which variable of a two-layer VAE is computed from which: the three graphs of Xiao23 Figure 2.

namespace Hvae.Models;

/// <summary>What a node of a model's graph stands for.</summary>
public enum NodeKind
{
    /// <summary>Given: the image.</summary>
    Observed,

    /// <summary>Random: a latent.</summary>
    Latent,

    /// <summary>Computed without chance: features inside a network.</summary>
    Deterministic,
}

/// <summary>Which model computes an edge.</summary>
public enum EdgeRole
{
    /// <summary>Inference, q.</summary>
    Inference,

    /// <summary>Generation, p.</summary>
    Generative,

    /// <summary>Both, with the same parameters.</summary>
    Shared,
}

/// <summary>A variable.</summary>
/// <param name="Name">As in the paper, e.g. <c>z2</c>.</param>
/// <param name="Kind">What it stands for.</param>
public sealed record GraphNode(string Name, NodeKind Kind);

/// <summary><paramref name="To"/> is computed, or its distribution is, from <paramref name="From"/>.</summary>
/// <param name="From">The cause.</param>
/// <param name="To">The effect.</param>
/// <param name="Role">Which model computes it.</param>
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

    /// <summary>q(z1|x) q(z2|z1), against the direction of generation; the paper trains no such model.</summary>
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

    /// <summary>q(z2|x) q(z1|z2, x) by networks of their own, as in a <see cref="Ghvae"/>.</summary>
    public static IReadOnlyList<GraphEdge> GeneralisedTopDown { get; } =
    [
        new(X, Z2, EdgeRole.Inference), new(X, Z1, EdgeRole.Inference), new(Z2, Z1, EdgeRole.Inference),
        new(Z2, Z1, EdgeRole.Generative), new(Z1, X, EdgeRole.Generative),
    ];
}
