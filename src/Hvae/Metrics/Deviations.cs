// The deviations of our protocol of Xiao23's metrics from that of the public code, with their reasons, as data for reports.

namespace Hvae.Metrics;

/// <summary>One deviation from the public code.</summary>
/// <param name="Id">Short and stable name.</param>
/// <param name="PublicCode">What the public code does.</param>
/// <param name="Here">What this code does.</param>
/// <param name="Reason">Reason of the deviation.</param>
public sealed record Deviation(string Id, string PublicCode, string Here, string Reason);

/// <summary>All deviations of the metrics in this namespace.</summary>
public static class Deviations
{
    /// <summary>The deviations in the order of the steps that they concern.</summary>
    public static IReadOnlyList<Deviation> All { get; } =
    [
        new(
            "evaluation-sigma",
            "rebuilds Gaussian models for evaluation with sigma = 0.03",
            "the sigma of training, 0.71",
            "the likelihoods would be those of another model; rates, PSNR and the metrics on samples and latents do not depend on it"),
        new(
            "test-order",
            "shuffles the test images anew at every evaluation",
            "reads them in one order",
            "the split that trains and tests the classifiers has the same images for every model, so models differ only in their latents"),
        new(
            "evaluation-seed",
            "draws latents in the evaluation without a seed",
            "draws them from a generator seeded for each model",
            "a measurement can be repeated"),
        new(
            "logistic-regression",
            "scikit-learn's saga for at most 100 passes, averaged over five seeds",
            "Newton's method on the same loss until it is within 1e-10 nats of its minimum",
            "on unscaled features 100 passes may end before the optimum; at the optimum there is nothing to average"),
        new(
            "support-vector-machines",
            "scikit-learn's copy of libsvm, without a limit of iterations",
            "our own sequential minimal optimisation in double precision; two further methods serve features of very different scales",
            "the same problem and stopping rule, several times as fast; rounding changes few predictions of the linear machine"),
        new(
            "accuracy-bound-inverse",
            "minimises (f(a) - I)^2 by Nelder-Mead from a = 1",
            "brackets the root on [1/M, 1] to the last bit",
            "f increases there, so the root is unique and needs no tolerance"),
        new(
            "accuracy-bound-classes",
            "the class counts of SVHN's test split for every data set",
            "the class counts of the images at hand",
            "the bound depends on H[p(y)], which differs between data sets"),
        new(
            "failed-models",
            "gives a failed model the metrics of its neighbour in the grid before the convex hull is taken",
            "a failed model is never optimal",
            "a copied point would stand for a model that does not exist"),
    ];
}
