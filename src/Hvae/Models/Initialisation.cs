// Gives a model its starting parameters from a generator of its own, so that one seed means one model.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// PyTorch's default initialisation, which the papers' code uses: U(−1/√fan, 1/√fan) for weights and biases alike, and a
/// batch normalisation that changes nothing: weight 1, bias 0, running mean 0 and variance 1. A module that starts otherwise
/// in part (<see cref="Vdvae"/>) changes afterwards what was drawn.
/// </summary>
public static class Initialisation
{
    /// <summary>Draws every parameter of <paramref name="model"/>, in the order of its modules.</summary>
    /// <exception cref="NotSupportedException">A module has parameters of its own and no rule is known for it.</exception>
    public static void Draw(nn.Module model, Generator generator)
    {
        using var noGradient = no_grad();
        foreach (var module in model.InOrder())
        {
            switch (module)
            {
                case Convolution convolution:
                    Draw(convolution.weight, convolution.bias, generator);
                    break;
                case Linear linear:
                    Draw(linear.weight, linear.bias, generator);
                    break;
                case NormBase norm:
                    norm.reset_parameters();
                    break;
                default:
                    if (module is not IOwnStart && module.parameters(recurse: false).Any())
                        throw new NotSupportedException($"No initialisation is known for {module.GetName()}; add it to {nameof(Initialisation)}.");
                    break;
            }
        }

        foreach (var module in model.InOrder().OfType<IOwnStart>()) module.Start();
    }

    /// <summary>
    /// fan = product of all dimensions but the first, as PyTorch counts it; for a transposed convolution, whose weight is
    /// (in, out, k, k), that is out·k·k.
    /// </summary>
    private static void Draw(Parameter weight, Parameter? bias, Generator generator)
    {
        var bound = 1 / Math.Sqrt((double)weight.numel() / weight.shape[0]);
        weight.uniform_(-bound, bound, generator);
        bias?.uniform_(-bound, bound, generator);
    }
}
