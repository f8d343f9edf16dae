// Features measured from their mean along their principal axes, with a constant 1 as the last one.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>
/// A shift changes only the intercepts of a linear model, and a rotation leaves ‖W‖ as it is, so a penalised linear model has
/// the same optimum in these coordinates. Its Hessian is close to diagonal here, however different the features' scales are.
/// </summary>
/// <param name="Mean">Shape (1, D).</param>
/// <param name="Axes">Orthonormal columns, shape (D, D).</param>
internal sealed record PrincipalAxes(Tensor Mean, Tensor Axes)
{
    /// <param name="features">Shape (N, D), float64.</param>
    /// <exception cref="ArithmeticException">A feature is not finite.</exception>
    public static PrincipalAxes Of(Tensor features)
    {
        if (!features.isfinite().all().item<bool>()) throw new ArithmeticException("Features are not all finite numbers.");
        using var scope = NewDisposeScope();
        var mean = features.mean([0L], keepdim: true);
        var centred = features - mean;
        var (_, axes) = linalg.eigh(centred.t().matmul(centred));
        return new(scope.MoveToOuter(mean), scope.MoveToOuter(axes));
    }

    /// <summary>Shape (N, D + 1).</summary>
    /// <param name="features">Shape (N, D), float64.</param>
    public Tensor Project(Tensor features) => cat([(features - Mean).matmul(Axes), ones([features.shape[0], 1], ScalarType.Float64)], 1);
}
