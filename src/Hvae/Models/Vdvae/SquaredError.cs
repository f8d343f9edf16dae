// f(x, x̂) of Shu22: the squared error of images, and how it reads per dimension on the two scales in use.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>‖x − x̂‖² on the [−1, 1] scale.</summary>
public static class SquaredError
{
    /// <summary>A squared difference on the [−1, 1] scale is so many times that on the [0, 1] scale.</summary>
    public const double ScaleRatio = 4;

    /// <summary>Each image's sum over its dimensions, shape (N).</summary>
    /// <param name="reconstructions">Shape (N, C, H, W), [−1, 1] scale.</param>
    /// <param name="targets">The same.</param>
    public static Tensor Of(Tensor reconstructions, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (reconstructions - targets).square().sum([1, 2, 3]).MoveToOuterDisposeScope();
    }
}
