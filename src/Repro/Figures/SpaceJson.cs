// The space panels of a figure as JSON. It is the metadata of the figure's SVG, so that a report can show them from every side.

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Repro.Figures;

internal static class SpaceJson
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Returns an array with one object for each space panel: its title, axes, points, mesh and marks, where null stands for a number that
    /// is not finite. Returns null when the figure has no such panel.
    /// </summary>
    public static string? Of(Figure figure)
    {
        var panels = figure.Panels.OfType<SpacePanel>().Select(panel => Of(panel, new SpaceData(panel))).ToList();
        return panels.Count == 0 ? null : JsonSerializer.Serialize(panels, Options);
    }

    private static object Of(SpacePanel panel, SpaceData data) => new
    {
        panel.Title,
        X = Axis(panel.X, data.X),
        Y = Axis(panel.Y, data.Y),
        Z = Axis(panel.Z, data.Z),
        Colour = panel.Colour?.Label,
        Points = panel.Points.Select(point => new
        {
            At = Place((point.X, point.Y, point.Z)),
            Value = Finite(point.Value),
            Colour = point.Colour is null ? null : Hexadecimal(point.Colour),
            Text = string.Join(", ", (point.Origin?.Facts ?? []).Where(IsShort).Select(fact => $"{fact.Name} {fact.Value}")),
        }),
        Mesh = (panel.Mesh?.Rows ?? []).Select(row => row.Select(Place)),
        Marks = panel.Marks.Select(series => new
        {
            series.Name,
            Symbol = series.Symbol.ToString(),
            Colour = Hexadecimal(series.Colour),
            Points = series.Points.Select(Place),
        }),
    };

    private static string Hexadecimal(string colour) => $"#{(uint)Colours.Of(colour) & 0xFFFFFF:x6}";

    /// <summary>Whether a fact can stand beside a point; the keys of jobs are too long.</summary>
    private static bool IsShort((string Name, string Value) fact) => fact.Value.Length <= 30;

    private static object Axis(Axis axis, Scale scale) => new { axis.Label, axis.Logarithmic, Range = new[] { scale.Low, scale.High } };

    private static double?[] Place((double X, double Y, double Z) place) => [Finite(place.X), Finite(place.Y), Finite(place.Z)];

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
