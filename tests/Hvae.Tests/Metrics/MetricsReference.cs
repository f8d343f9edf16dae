// reference/metrics.json: inputs and results of the field's usual libraries.

using System.Text.Json;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

internal static class MetricsReference
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(ReferenceFolder.File("metrics.json"))).RootElement;

    public static JsonElement Section(string name) => Root.GetProperty(name);

    public static double Number(this JsonElement section, string name) => section.GetProperty(name).GetDouble();

    /// <summary>Rows of numbers, float64.</summary>
    public static Tensor Matrix(this JsonElement section, string name)
    {
        var rows = section.GetProperty(name).EnumerateArray()
            .Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        return tensor(rows.SelectMany(row => row).ToArray()).reshape(rows.Length, rows[0].Length);
    }

    /// <summary>Whole numbers, int64.</summary>
    public static Tensor Labels(this JsonElement section, string name) =>
        tensor(section.GetProperty(name).EnumerateArray().Select(value => value.GetInt64()).ToArray());
}
