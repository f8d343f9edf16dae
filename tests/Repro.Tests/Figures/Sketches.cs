// Figures drawn from formulas, for the tests of this folder.

using Repro.Figures;

namespace Repro.Tests.Figures;

internal static class Sketches
{
    /// <summary>One small panel of each kind of content.</summary>
    public static Figure Small { get; } = Of(new Panel
    {
        Title = "PSNR",
        X = new Axis("R(z₂) [nats]"),
        Y = new Axis("R(z₁|z₂) [nats]"),
        Colour = new Axis("PSNR [dB]"),
        Points = [new(1, 2, 20), new(3, 1, 22.5), new(4, 4, double.NaN)],
        Marks = [new("VAE", "black", [(1, 2)]), new("optimal", "#800080", [(1, 2), (3, 1)])],
        Curves = [new("bound", "blue", [(0, 1), (2, 2), (5, 2.5)], Dashed: true)],
        EqualSums = [4, 6],
        EqualSumsName = "equal total rate",
    });

    public static Figure Of(params Panel[] panels) => new()
    {
        Name = "Sketch",
        Title = "A sketch",
        Caption = "Made from a formula.",
        Panels = panels,
    };

    public static Panel Scatter(params ColouredPoint[] points) => new()
    {
        Title = "Title",
        X = new Axis("x"),
        Y = new Axis("y"),
        Colour = new Axis("value"),
        Points = points,
    };

    /// <summary>A figure like those of a sweep over two weights on a grid of <paramref name="side"/> by <paramref name="side"/>: metrics over rates above, rates over weights below.</summary>
    public static Figure Sweep(int side)
    {
        var betas = Enumerable.Range(0, side).Select(i => Math.Round(Math.Pow(10, -1 + 2.0 * i / (side - 1)), 6)).ToArray();
        var models = (from beta1 in betas
                      from beta2 in betas
                      let top = 14 / (1 + 1.1 * Math.Pow(beta2, 0.9)) * (1 + 0.25 * Math.Log10(beta1))
                      let below = 70 / (1 + 0.9 * Math.Pow(beta1, 0.8)) + 3 * Math.Log10(beta2) + 3
                      select (beta2, beta1, top, below, psnr: 14 + 3.2 * Math.Log(1 + top + below) - 1.3 * top / 10)).ToList();
        return new Figure
        {
            Name = $"Sketch.Sweep{side}",
            Title = "Rates, distortion and PSNR of GHVAEs on MNIST over the layer-wise rates",
            Warning = "STAND-IN DATA: procedural digits, not MNIST. Nothing here can be compared with the paper.",
            Caption = "Each dot is one model of a grid over (β₂, β₁). Top: metrics over the layer-wise rates; bottom: rates over the weights. " +
                $"Preset quick, {side * side} models, seeds 0–2 (means), commit 1a2b3c4, data stand-in-digits (fingerprint 0f3a…), 2 × AMD EPYC. " +
                "Rings mark the standard VAE (β₂ = β₁ = 1), the β-VAEs on the diagonal, and the optimal models on the convex hull of metric over total rate.",
            Panels =
            [
                OverRates("PSNR", "PSNR [dB]", m => m.psnr),
                OverRates("Distortion", "distortion [nats]", m => 260 - 8 * m.psnr + (m.beta2 > 9.9 && m.beta1 < 0.2 ? double.NaN : 0)),
                OverRates("Total rate", "R(z₂) + R(z₁|z₂) [nats]", m => m.top + m.below),
                OverBetas("Rate of the top latent", "R(z₂) [nats]", m => m.top),
                OverBetas("Rate of the lower latent", "R(z₁|z₂) [nats]", m => m.below),
                OverBetas("Total rate over the weights", "R(z₂) + R(z₁|z₂) [nats]", m => m.top + m.below),
            ],
        };

        Panel OverRates(string title, string label, Func<(double beta2, double beta1, double top, double below, double psnr), double> value) => new()
        {
            Title = title,
            X = new Axis("R(z₂) [nats]"),
            Y = new Axis("R(z₁|z₂) [nats]"),
            Colour = new Axis(label),
            Points = [.. models.Select(m => new ColouredPoint(m.top, m.below, value(m)))],
            Marks = Marks(m => (m.top, m.below)),
            EqualSums = [10, 20, 30, 40, 50, 60],
            EqualSumsName = "equal total rate R [nats]",
        };

        Panel OverBetas(string title, string label, Func<(double beta2, double beta1, double top, double below, double psnr), double> value) => new()
        {
            Title = title,
            X = new Axis("β₂", Logarithmic: true),
            Y = new Axis("β₁", Logarithmic: true),
            Colour = new Axis(label),
            AsCells = true,
            Points = [.. models.Select(m => new ColouredPoint(m.beta2, m.beta1, value(m)))],
            Marks = Marks(m => (m.beta2, m.beta1)),
        };

        MarkSeries[] Marks(Func<(double beta2, double beta1, double top, double below, double psnr), (double, double)> place) =>
        [
            new("standard VAE", "black", [.. models.Where(m => m is { beta1: 1, beta2: 1 }).Select(place)]),
            new("β-VAE (β₂ = β₁)", "red", [.. models.Where(m => m.beta1 == m.beta2).Select(place)]),
            new("optimal models", "purple", [.. models.Where(m => m.beta2 > 0.99 * betas[^2] && m.beta1 < 1.3 || m is { beta1: 1, beta2: 1 }).Select(place)]),
        ];
    }
}
