// Completes the SVG of Skia: text becomes outlines, so that no font is needed to show it, pixels are sharp, ids do not depend on what was
// drawn before, and there is a description and, where the figure has space panels, their data.

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Repro.Figures;

internal static partial class SvgFinish
{
    /// <summary>Number of units of an outline for the size of a letter.</summary>
    private const int Units = 200;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg", XLink = "http://www.w3.org/1999/xlink";

    public static byte[] Apply(byte[] svg, Figure figure)
    {
        var document = XDocument.Load(new MemoryStream(svg));
        var root = document.Root!;
        Renumber(root);
        foreach (var image in root.Descendants(Svg + "image")) image.SetAttributeValue("style", "image-rendering:pixelated");
        var outlines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in root.Descendants(Svg + "text").ToList())
        {
            if (string.IsNullOrWhiteSpace(text.Value)) text.Remove();
            else text.ReplaceWith(Outlined(text, outlines));
        }

        root.SetAttributeValue("viewBox", $"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}");
        root.AddFirst(
            new XElement(Svg + "title", Lettering.Printable(figure.Title)),
            new XElement(Svg + "desc", Lettering.Printable($"{figure.Warning} {figure.Caption}".Trim())),
            SpaceJson.Of(figure) is { } spaces ? new XElement(Svg + "metadata", spaces) : null,
            new XElement(Svg + "defs", outlines.Select(Definition)));
        using var finished = new MemoryStream();
        document.Save(finished, SaveOptions.DisableFormatting);
        return finished.ToArray();

        static XElement Definition(KeyValuePair<string, string> letter) =>
            new(Svg + "path", new XAttribute("id", letter.Key), new XAttribute("d", letter.Value));
    }

    /// <summary>Returns a group of outlines for a text, with the text as its label.</summary>
    private static XElement Outlined(XElement text, SortedDictionary<string, string> outlines)
    {
        var content = text.Value.Trim();
        var size = Numbers(text, "font-size")[0];
        var isBold = text.Attribute("font-weight")?.Value is "bold" or "600" or "700";
        var (xs, scale) = (Numbers(text, "x"), size / Units);
        var onBaseLine = $"translate(0 {Text(Numbers(text, "y")[0])}) scale({scale:0.#####})";
        using var font = Lettering.Font(Units, isBold);
        var group = new XElement(
            Svg + "g",
            text.Attributes("fill"),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", content),
            new XAttribute("font-size", Text(size)),
            new XAttribute("transform", $"{text.Attribute("transform")?.Value} {onBaseLine}".TrimStart()));
        foreach (var (index, rune) in content.EnumerateRunes().Index())
        {
            var glyph = font.GetGlyph(rune.Value);
            var id = $"{(isBold ? "b" : "r")}{glyph}";
            if (!outlines.ContainsKey(id))
            {
                using var path = font.GetGlyphPath(glyph);
                outlines[id] = Rounded()
                    .Replace(path.ToSvgPathData(), number => Text(double.Parse(number.Value)));
            }

            if (outlines[id].Length == 0) continue;
            var x = Text(xs[Math.Min(index, xs.Count - 1)] / scale);
            group.Add(new XElement(Svg + "use", new XAttribute(XLink + "href", $"#{id}"), new XAttribute("x", x)));
        }

        return group;
    }

    /// <summary>Numbers the ids again, because Skia counts them through the whole process.</summary>
    private static void Renumber(XElement root)
    {
        var ids = root.DescendantsAndSelf().Attributes("id").Select((id, index) => (Old: id.Value, New: $"i{index}"))
            .ToDictionary(id => id.Old, id => id.New, StringComparer.Ordinal);
        foreach (var attribute in root.DescendantsAndSelf().Attributes())
        {
            if (attribute.Name == "id") attribute.Value = ids[attribute.Value];
            else if (attribute.Value.StartsWith("url(#"))
                attribute.Value = $"url(#{ids[attribute.Value[5..^1]]})";
            else if (attribute.Name == XLink + "href" && attribute.Value.StartsWith('#')) attribute.Value = $"#{ids[attribute.Value[1..]]}";
        }
    }

    private static List<double> Numbers(XElement element, string attribute) =>
        [.. (element.Attribute(attribute)?.Value ?? "0").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(double.Parse)];

    private static string Text(double value) => value.ToString("0.##");

    [GeneratedRegex(@"-?\d*\.\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rounded();
}
