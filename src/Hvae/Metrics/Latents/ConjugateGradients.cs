// Solves A x = b for a positive semi-definite A that is known only by its products (Hestenes & Stiefel 1952).

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Conjugate gradients with a diagonal preconditioner.</summary>
internal static class ConjugateGradients
{
    /// <summary>Enough for a Newton step: the next one starts from a fresh gradient, so a finer solution would be wasted.</summary>
    private const double RelativeResidual = 0.1;

    private const int MostSteps = 1000;

    /// <param name="times">x → A x.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="diagonal">A rough diagonal of A, nowhere negative; its shape may be broadcast to that of <paramref name="b"/>.</param>
    /// <returns>x, with a residual of at most a tenth of b in the norm that the preconditioner induces.</returns>
    public static Tensor Solve(Func<Tensor, Tensor> times, Tensor b, Tensor diagonal)
    {
        using var scope = NewDisposeScope();
        var inverse = diagonal.clamp(min: 1e-300).reciprocal();
        var x = zeros_like(b);
        var residual = b.clone();
        var direction = inverse * residual;
        var norm = Dot(residual, direction);
        var enough = RelativeResidual * RelativeResidual * norm;
        for (var step = 0; step < MostSteps && norm > enough; step++)
        {
            using var inner = NewDisposeScope();
            var product = times(direction);
            var length = norm / Dot(direction, product);
            x.add_(direction, length);
            residual.add_(product, -length);
            var preconditioned = inverse * residual;
            var nextNorm = Dot(residual, preconditioned);
            direction.mul_(nextNorm / norm).add_(preconditioned);
            norm = nextNorm;
        }

        return scope.MoveToOuter(x);
    }

    private static double Dot(Tensor a, Tensor b) => (a * b).sum().item<double>();
}
