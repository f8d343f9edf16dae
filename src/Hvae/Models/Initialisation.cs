// Draws the initial parameters of a model from a seeded generator, so that one seed gives one model.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>
/// PyTorch's default initialisation, which the papers' code uses: U(−1/√fan, 1/√fan) for weights and biases, and weight 1, bias 0,
/// running mean 0 and variance 1 for batch normalisation. Modules that implement <see cref="ICustomInitialisation"/> then change some
/// of these parameters.
/// </summary>
public static class Initialisation
{
    /// <summary>Draws every parameter of <paramref name="model"/> in the order of its modules.</summary>
    /// <exception cref="NotSupportedException">Thrown when no rule is known for a module with parameters.</exception>
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
                    if (module is not ICustomInitialisation && module.parameters(recurse: false).Any())
                    {
                        throw new NotSupportedException(
                            $"No initialisation is known for {module.GetName()}; add it to {nameof(Initialisation)}.");
                    }

                    break;
            }
        }

        foreach (var module in model.InOrder().OfType<ICustomInitialisation>()) module.Initialise();
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

/// <summary>A module that changes some of the parameters that <see cref="Initialisation"/> has drawn.</summary>
internal interface ICustomInitialisation
{
    /// <summary>Initialises these parameters of the module and of all modules in it. It is called without gradients.</summary>
    void Initialise();
}
