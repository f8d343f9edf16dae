// Figures drawn from formulas, for the tests of this folder.

using Repro.Figures;

namespace Repro.Tests.Figures;

internal static class Sketches
{
    /// <summary>A plane panel with an example of every part.</summary>
    public static PlanePanel SmallPlane { get; } = new()
    {
        Title = "PSNR",
        X = new Axis("R(z₂) [nats]"),
        Y = new Axis("R(z₁|z₂) [nats]"),
        Colour = new Axis("PSNR [dB]"),
        Points = [new(1, 2, 20), new(3, 1, 22.5), new(4, 4, double.NaN)],
        Marks = [new("VAE", "black", [(1, 2)]), new("optimal", "#800080", [(1, 2), (3, 1)])],
        Curves = [new("bound", "blue", [(0, 1), (2, 2), (5, 2.5)], CurveLine.Dashed)],
        EqualSums = [4, 6],
        EqualSumsName = "equal total rate",
    };

    public static Figure Small { get; } = Of(SmallPlane);

    /// <summary>Points with individual colours and sizes, and labelled marks.</summary>
    public static PlanePanel SmallSizes { get; } = new()
    {
        Title = "Sizes",
        X = new Axis("β₂", Logarithmic: true),
        Y = new Axis("β₁", Logarithmic: true),
        Points = [new(0.1, 1, 20, "#ff0000"), new(1, 1, 25, "blue"), new(10, 1, 30), new(1, 10, double.NaN)],
        Style = new PointStyle.Sized(new Axis("PSNR [dB]")),
        Marks =
        [
            new("models 1 and 2", "white", [(1, 1), (10, 1)], MarkSymbol.Dot) { Labels = ["1", "2"] },
            new("optimum", "black", [(10, 1)], MarkSymbol.Triangle),
        ],
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
        Rows =
        [
            [Grey(0, 85, 170, 255), new RasterImage(2, 2, (byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])],
            [null, Grey(1, 2, 3, 4)],
        ],
        RowLabels = ["original", "optimal"],
        RowNotes = ["error 0", "error 1"],
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

    /// <summary>A figure with one panel of every kind.</summary>
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
}
