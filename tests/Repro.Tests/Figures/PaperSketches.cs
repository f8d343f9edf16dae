// Sketches of Xiao & Bamler's Figures 1 to 4 with data made from formulas: every kind of panel, and pages that mix them.

using Repro.Figures;

namespace Repro.Tests.Figures;

internal static class PaperSketches
{
    private const string Caption = "Made from formulas, in the shape of the paper's figure. ";

    private static readonly double[] Betas = [.. Enumerable.Range(0, 21).Select(i => Math.Round(Math.Pow(10, -1 + i / 10.0), 4))];

    /// <summary>A model of a sweep over the two betas, with invented metrics that trade against one another.</summary>
    private sealed record Model(double Beta2, double Beta1)
    {
        public double Top => 16 / (1 + 1.3 * Math.Pow(Beta2, 0.9)) * (1 + 0.2 * Math.Log10(Beta1));

        public double Below => 75 / (1 + 0.9 * Math.Pow(Beta1, 0.8)) + 4 * Math.Log10(Beta2) + 4;

        public double Psnr => 12 + 3.4 * Math.Log(1 + Top + Below);

        public double InceptionScore => 2 + 3 * Math.Exp(-Math.Pow(Math.Log10(Beta1) - 0.1, 2) - 0.7 * Math.Pow(Math.Log10(Beta2) + 0.4, 2));

        public double Accuracy => 0.2 + 0.62 * Top / (2 + Top) * (1 - 0.25 / (1 + Beta1));

        /// <summary>Hue from the direction, saturation from the distance to (1, 1), as in the paper's figure.</summary>
        public string Colour
        {
            get
            {
                var (u, v) = (Math.Log(Beta2), Math.Log(Beta1));
                return Hsv(Math.Atan2(v, u) / (2 * Math.PI) + 0.5, Math.Min(1, Math.Sqrt(u * u + v * v) / (Math.Sqrt(2) * Math.Log(12))), 0.8);
            }
        }
    }

    private static IReadOnlyList<Model> Models { get; } = [.. from beta1 in Betas from beta2 in Betas select new Model(beta2, beta1)];

    /// <summary>One large space panel, and two rows of plane panels at its right.</summary>
    public static Figure Figure1 => new()
    {
        Name = "Sketch.Figure1",
        Title = "One sweep, three notions of performance: 441 GHVAEs on SVHN",
        Warning = "STAND-IN DATA: invented numbers.",
        Caption = Caption + "Left: every model in the space of three metrics, in the colour of its weights. Right, top: the colour code over the weights and over the " +
            "rates. Right, bottom: the three metrics over the weights; the symbols are those of the optima at the left.",
        Blocks = [[1], [2, 3]],
        Panels =
        [
            new SpacePanel
            {
                Title = "Models in the space of metrics",
                X = new Axis("PSNR [dB]"),
                Y = new Axis("inception score"),
                Z = new Axis("RBF-SVM accuracy on z₂"),
                Points = [.. Models.Select(m => new SpacePoint(m.Psnr, m.InceptionScore, m.Accuracy, Colour: m.Colour))],
                Mesh = new Mesh([.. Models.Chunk(21).Select(row => row.Select(m => (m.Psnr, m.InceptionScore, m.Accuracy)).ToArray())]),
                Shadows = true,
                Marks = [.. Optima.Select(o => new SpaceMarks(o.Name, o.Colour, [(o.Best.Psnr, o.Best.InceptionScore, o.Best.Accuracy)], o.Symbol, DropLines: true))],
            },
            new PlanePanel
            {
                Title = "Colour code over the weights",
                X = new Axis("β₂", Logarithmic: true),
                Y = new Axis("β₁", Logarithmic: true),
                Points = [.. Models.Select(m => new ColouredPoint(m.Beta2, m.Beta1, Colour: m.Colour))],
                Style = PointStyle.Rings,
                Curves = [new("β-VAE (β₂ = β₁)", "red", [(0.1, 0.1), (10, 10)], Dashed: true)],
                Marks = [new("standard VAE", "black", [(1, 1)], MarkSymbol.Dot)],
            },
            new PlanePanel
            {
                Title = "Colour code over the rates",
                X = new Axis("R(z₂) [nats]"),
                Y = new Axis("R(z₁|z₂) [nats]"),
                Points = [.. Models.Select(m => new ColouredPoint(m.Top, m.Below, Colour: m.Colour))],
                Style = PointStyle.Rings,
                Curves = [new("β-VAE (β₂ = β₁)", "red", [.. Models.Where(m => m.Beta1 == m.Beta2).Select(m => (m.Top, m.Below))], Dashed: true)],
                Marks = [new("standard VAE", "black", [.. Models.Where(m => m is { Beta1: 1, Beta2: 1 }).Select(m => (m.Top, m.Below))], MarkSymbol.Dot)],
            },
            Landscape("PSNR", "PSNR [dB]", m => m.Psnr, Optima[0]),
            Landscape("Inception score", "inception score", m => m.InceptionScore, Optima[1]),
            Landscape("Accuracy", "RBF-SVM accuracy on z₂", m => m.Accuracy, Optima[2]),
        ],
    };

    /// <summary>Three graphs side by side.</summary>
    public static Figure Figure2 => new()
    {
        Name = "Sketch.Figure2",
        Title = "Inference in hierarchical VAEs with two layers",
        Caption = Caption + "Left: bottom-up. Middle: implicitly top-down (LVAE). Right: top-down, generalised.",
        Panels =
        [
            new GraphPanel
            {
                Title = "Bottom-up",
                Nodes = [new("z2", "z₂", 0, 0), new("z1", "z₁", 0, 1), Observed(0, 2)],
                Arrows = [new("x", "z1", Inference), new("z1", "z2", Inference), new("z2", "z1", Generative), new("z1", "x", Generative)],
            },
            new GraphPanel
            {
                Title = "Implicit top-down (LVAE)",
                Nodes = [new("z2", "z₂", 1, 0), new("z1", "z₁", 1, 1), Observed(1, 2), new("d2", "d₂", 0, 0, NodeKind.Deterministic), new("d1", "d₁", 0, 1, NodeKind.Deterministic)],
                Arrows = [new("x", "d1", Inference), new("d1", "d2", Inference), new("d2", "z2", Inference), new("d1", "z1", Inference), new("z2", "z1", Both), new("z1", "x", Generative)],
            },
            new GraphPanel
            {
                Title = "Generalised top-down",
                Nodes = [new("z2", "z₂", 0, 0), new("z1", "z₁", 0, 1), Observed(0, 2)],
                Arrows = [new("x", "z2", Inference), new("x", "z1", Inference), new("z2", "z1", Both), new("z1", "x", Generative)],
            },
        ],
    };

    /// <summary>A space panel beside a plane panel of the same values.</summary>
    public static Figure Figure3 => new()
    {
        Name = "Sketch.Figure3",
        Title = "PSNR over the rates of both layers",
        Caption = Caption + "Left: PSNR as height. Right: PSNR as colour, with three models marked.",
        Panels =
        [
            new SpacePanel
            {
                Title = "PSNR as height",
                X = new Axis("R(z₂) [nats]"),
                Y = new Axis("R(z₁|z₂) [nats]"),
                Z = new Axis("PSNR [dB]"),
                Colour = new Axis("PSNR [dB]"),
                Points = [.. Models.Select(m => new SpacePoint(m.Top, m.Below, m.Psnr, m.Psnr))],
                Mesh = new Mesh([.. Models.Chunk(21).Select(row => row.Select(m => (m.Top, m.Below, m.Psnr)).ToArray())], Filled: true),
                Marks =
                [
                    new("β-VAE (β₂ = β₁)", "red", [.. Models.Where(m => m.Beta1 == m.Beta2).Select(m => (m.Top, m.Below, m.Psnr))]),
                    new("standard VAE", "black", [.. Models.Where(m => m is { Beta1: 1, Beta2: 1 }).Select(m => (m.Top, m.Below, m.Psnr))], MarkSymbol.Square, DropLines: true),
                ],
            },
            new PlanePanel
            {
                Title = "PSNR as colour",
                X = new Axis("R(z₂) [nats]"),
                Y = new Axis("R(z₁|z₂) [nats]"),
                Colour = new Axis("PSNR [dB]"),
                Points = [.. Models.Select(m => new ColouredPoint(m.Top, m.Below, m.Psnr))],
                EqualSums = [20, 40, 60, 80],
                EqualSumsName = "equal total rate R",
                Marks =
                [
                    new("β-VAE (β₂ = β₁)", "red", [.. Models.Where(m => m.Beta1 == m.Beta2).Select(m => (m.Top, m.Below))]),
                    new("standard VAE", "black", [.. Models.Where(m => m is { Beta1: 1, Beta2: 1 }).Select(m => (m.Top, m.Below))], MarkSymbol.Square),
                    new("models 1, 2, 3", "white", [(4, 60), (9, 25), (3, 17)], MarkSymbol.Dot) { Labels = ["1", "2", "3"] },
                    new("lowest rate", "black", [.. Models.OrderBy(m => m.Top + m.Below).Take(1).Select(m => (m.Top, m.Below))], MarkSymbol.Cross),
                ],
            },
        ],
    };

    /// <summary>Two grids of images, one above the other.</summary>
    public static Figure Figure4 => new()
    {
        Name = "Sketch.Figure4",
        Title = "Samples and reconstructions of three models",
        Caption = Caption + "Each column of the reconstructions is one test image.",
        PanelsPerRow = 1,
        Panels = [Images("Samples", 0, 10, 16), Images("Reconstructions", 1, 10, 16)],
    };

    private sealed record Optimum(string Name, string Colour, MarkSymbol Symbol, Model Best);

    private static IReadOnlyList<Optimum> Optima =>
    [
        new("highest PSNR", "#e69f00", MarkSymbol.Triangle, Models.MaxBy(m => m.Psnr)!),
        new("highest inception score", "#56b4e9", MarkSymbol.Pentagon, Models.MaxBy(m => m.InceptionScore)!),
        new("highest accuracy", "#009e73", MarkSymbol.Diamond, Models.MaxBy(m => m.Accuracy)!),
    ];

    private static ArrowStyle Inference => new("inference q", "red", ArrowLine.Dashed);

    private static ArrowStyle Generative => new("generation p", "black");

    private static ArrowStyle Both => new("shared by p and q", "purple", ArrowLine.Double);

    private static GraphNode Observed(int column, int row) => new("x", "x", column, row, NodeKind.Observed);

    private static PlanePanel Landscape(string title, string label, Func<Model, double> value, Optimum optimum) => new()
    {
        Title = title,
        X = new Axis("β₂", Logarithmic: true),
        Y = new Axis("β₁", Logarithmic: true),
        Points = [.. Models.Select(m => new ColouredPoint(m.Beta2, m.Beta1, value(m), m.Colour))],
        Style = new PointStyle.Sized(new Axis(label)),
        Marks = [new(optimum.Name, optimum.Colour, [(optimum.Best.Beta2, optimum.Best.Beta1)], optimum.Symbol)],
    };

    /// <summary>Coloured blobs in the place of house numbers.</summary>
    private static ImagePanel Images(string title, int phase, int rows, int columns) => new()
    {
        Title = title,
        Rows = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(column => Blob(row + phase, column)).ToArray())],
        RowLabels = [.. Enumerable.Range(1, rows).Select(row => row == 1 ? "original" : $"model {row}\nβ₂ = {row}, β₁ = 0.5")],
        ColumnLabels = [.. Enumerable.Range(1, columns).Select(column => $"{column}")],
    };

    private static RasterImage Blob(int row, int column)
    {
        const int Side = 32;
        var pixels = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (u, v) = (x - 15.5, y - 15.5);
                var ink = Math.Exp(-Math.Pow(Math.Sqrt(u * u * (1 + column % 3) + v * v) - 8 - row % 4, 2) / 8);
                for (var channel = 0; channel < 3; channel++)
                    pixels[(y * Side + x) * 3 + channel] = (byte)(255 * (0.3 + 0.35 * ink + 0.3 * Math.Sin(row + column * (channel + 1) + y / 40.0)));
            }
        }

        return new RasterImage(Side, Side, pixels);
    }

    private static string Hsv(double hue, double saturation, double value)
    {
        return $"#{Channel(5):x2}{Channel(3):x2}{Channel(1):x2}";

        int Channel(int n)
        {
            var k = (n + 6 * hue) % 6;
            return (int)Math.Round(255 * (value - value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }
}
