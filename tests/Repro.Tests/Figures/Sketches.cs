// Figures drawn from formulas, for the tests of this folder.

using Repro.Figures;

namespace Repro.Tests.Figures;

internal static class Sketches
{
    /// <summary>A little of everything that a plane panel has.</summary>
    public static PlanePanel SmallPlane { get; } = new()
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
    };

    public static Figure Small { get; } = Of(SmallPlane);

    /// <summary>Points with colours of their own, sizes and labelled marks.</summary>
    public static PlanePanel SmallSizes { get; } = new()
    {
        Title = "Sizes",
        X = new Axis("β₂", Logarithmic: true),
        Y = new Axis("β₁", Logarithmic: true),
        Points = [new(0.1, 1, 20, "#ff0000"), new(1, 1, 25, "blue"), new(10, 1, 30), new(1, 10, double.NaN)],
        Style = new PointStyle.Sized(new Axis("PSNR [dB]")),
        Marks = [new("models 1 and 2", "white", [(1, 1), (10, 1)], MarkSymbol.Dot) { Labels = ["1", "2"] }, new("optimum", "black", [(10, 1)], MarkSymbol.Triangle)],
    };

    public static SpacePanel SmallSpace { get; } = new()
    {
        Title = "Space",
        X = new Axis("PSNR [dB]"),
        Y = new Axis("inception score"),
        Z = new Axis("rate [nats]", Logarithmic: true),
        Colour = new Axis("accuracy"),
        Points = [new(20, 3, 1, 0.5), new(22, 4, 10, 0.75), new(24, 2, 100, Colour: "#0000ff"), new(21, 2, 5)],
        Mesh = new Mesh([[(20, 3, 1), (22, 4, 10)], [(21, 2, 5), (double.NaN, 2, 3)]]),
        Shadows = true,
        Marks = [new("highest", "orange", [(24, 2, 100)], MarkSymbol.Pentagon, DropLines: true)],
    };

    public static ImagePanel SmallImages { get; } = new()
    {
        Title = "Images",
        Rows = [[Grey(0, 85, 170, 255), new RasterImage(2, 2, (byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])], [null, Grey(1, 2, 3, 4)]],
        RowLabels = ["original", "optimal"],
        ColumnLabels = ["a", "b"],
    };

    public static GraphPanel SmallGraph { get; } = new()
    {
        Title = "Graph",
        Nodes = [new("z", "z", 1, 0), new("d", "d", 0, 0, NodeKind.Deterministic), new("x", "x", 1, 1, NodeKind.Observed)],
        Arrows =
        [
            new("x", "d", new ArrowStyle("inference", "red", ArrowLine.Dashed)),
            new("d", "z", new ArrowStyle("shared", "purple", ArrowLine.Double)),
            new("x", "z", new ArrowStyle("inference", "red", ArrowLine.Dashed)),
            new("z", "x", new ArrowStyle("generation", "black")),
        ],
    };

    /// <summary>One panel of every kind.</summary>
    public static IReadOnlyList<Panel> Kinds { get; } = [SmallPlane, SmallSizes, SmallSpace, SmallImages, SmallGraph];

    public static RasterImage Grey(params byte[] pixels) => new(2, pixels.Length / 2, pixels);

    public static Figure Of(params Panel[] panels) => new()
    {
        Name = "Sketch",
        Title = "A sketch",
        Caption = "Made from a formula.",
        Panels = panels,
    };

    public static PlanePanel Scatter(params ColouredPoint[] points) => new()
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

        PlanePanel OverRates(string title, string label, Func<(double beta2, double beta1, double top, double below, double psnr), double> value) => new()
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

        PlanePanel OverBetas(string title, string label, Func<(double beta2, double beta1, double top, double below, double psnr), double> value) => new()
        {
            Title = title,
            X = new Axis("β₂", Logarithmic: true),
            Y = new Axis("β₁", Logarithmic: true),
            Colour = new Axis(label),
            Style = PointStyle.Cells,
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
