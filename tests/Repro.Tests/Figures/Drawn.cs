// Draws figures for tests, and reads the drawn files.

using System.Text.RegularExpressions;
using System.Xml.Linq;
using Repro.Figures;
using SkiaSharp;

namespace Repro.Tests.Figures;

internal static partial class Drawn
{
    /// <summary>Draws into a folder of its own, passes the files to <paramref name="look"/>, and removes them.</summary>
    public static void Files(Figure figure, Action<FigureFiles> look)
    {
        using var folder = new TemporaryFolder();
        look(new ScottPlotRenderer().Render(figure, folder.Path));
    }

    /// <summary>The figure's SVG, which must be well-formed.</summary>
    public static XDocument Svg(Figure figure)
    {
        XDocument? svg = null;
        Files(figure, files => svg = XDocument.Load(files.Svg, LoadOptions.PreserveWhitespace));
        return svg!;
    }

    public static SKBitmap Png(Figure figure)
    {
        SKBitmap? png = null;
        Files(figure, files => png = SKBitmap.Decode(files.Png));
        return png!;
    }

    /// <summary>Returns every text in the picture.</summary>
    public static List<string> Texts(this XDocument svg) => [.. svg.Labels().Select(group => group.Attribute("aria-label")!.Value)];

    /// <summary>Returns every text with its box.</summary>
    public static List<PlacedText> PlacedTexts(this XDocument svg)
    {
        var texts = new List<PlacedText>();
        foreach (var group in svg.Labels())
        {
            var transform = SKMatrix.Identity;
            foreach (Match step in Steps().Matches(group.Attribute("transform")!.Value))
            {
                var n = Numbers(step.Groups["numbers"].Value);
                transform = transform.PreConcat(step.Groups["kind"].Value switch
                {
                    "matrix" => new SKMatrix(n[0], n[2], n[4], n[1], n[3], n[5], 0, 0, 1),
                    "scale" => SKMatrix.CreateScale(n[0], n[^1]),
                    "rotate" => SKMatrix.CreateRotationDegrees(n[0]),
                    _ => SKMatrix.CreateTranslation(n[0], n.Length > 1 ? n[1] : 0),
                });
            }

            var size = float.Parse(group.Attribute("font-size")!.Value);
            var bold = group.Elements()
                .Any(use => use.Attributes().Any(attribute => attribute.Value.StartsWith("#b")));
            // Half a capital above the base line, 73 of the outlines' 200 units.
            var start =
                transform.MapPoint(group.Elements().Select(use => Numbers(use.Attribute("x")!.Value)[0]).DefaultIfEmpty().First(), -73);
            var angle = -Math.Atan2(transform.SkewY, transform.ScaleX) * 180 / Math.PI;
            texts.Add(new(group.Attribute("aria-label")!.Value, start.X, start.Y, size, SKColors.Black, SKTextAlign.Left, angle, bold));
        }

        return texts;
    }

    /// <summary>Returns the centre and the radius of every circle in the picture, filled or not.</summary>
    public static List<(double X, double Y, double Radius, bool IsOpen, string Colour)> Circles(this XDocument svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName is "ellipse" or "circle").Select(circle =>
        {
            var isOpen = circle.Attribute("fill")?.Value == "none";
            var colour = circle.Attribute(isOpen ? "stroke" : "fill")?.Value ?? "black";
            return (Number(circle, "cx"), Number(circle, "cy"), Number(circle, "rx"), isOpen, colour);
        })];

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value);

    private static IEnumerable<XElement> Labels(this XDocument svg) =>
        svg.Descendants().Where(element => element.Attribute("aria-label") is not null);

    private static float[] Numbers(string text) =>
        [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
        .Select(float.Parse)];

    [GeneratedRegex(@"(?<kind>\w+)\((?<numbers>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Steps();
}
