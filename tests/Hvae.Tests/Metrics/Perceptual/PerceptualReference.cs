// reference/perceptual.json: distances and features that PyTorch computes from deterministic weights.

using System.Text.Json;

namespace Hvae.Tests.Metrics.Perceptual;

internal static class PerceptualReference
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(ReferenceFolder.File("perceptual.json"))).RootElement;

    public static JsonElement Section(string name) => Root.GetProperty(name);

    public static double[] Numbers(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static double[][] Rows(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
}
