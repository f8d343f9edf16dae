// The public surface of the official TorchSharp package, read from its listing (tests/reference/torchsharp-api.txt): a type at the margin, its members indented.

using System.Text.RegularExpressions;

namespace Hvae.Tests.OfficialTorchSharp;

internal sealed partial record OfficialSurface(IReadOnlyList<OfficialType> Types)
{
    public static OfficialSurface Read(string file)
    {
        var types = new List<OfficialType>();
        var ranks = new Dictionary<string, int>();
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#').Select(AsInCSharp))
        {
            if (line[0] != ' ')
                types.Add(OfficialType.Parse(line));
            else if (types[^1].Kind == "enum")
                types[^1].Values.AddRange(line.Split(',', StringSplitOptions.TrimEntries));
            else
                types[^1].Members.Add(OfficialMember.Parse(WithRank(line.Trim(), ranks)));
        }
        return new(types);
    }

    // The listing has T[,] as T[]: torch.tensor over arrays of rank 1 to 4 is four times the same line, but for the name of the first one's parameter.
    private static string WithRank(string line, Dictionary<string, int> ranks)
    {
        var key = line.Replace("dataArray", "rawArray", StringComparison.Ordinal);
        var rank = ranks[key] = ranks.GetValueOrDefault(key) + 1;
        return line.Replace("[] rawArray", $"[{new string(',', rank - 1)}] rawArray", StringComparison.Ordinal);
    }

    // Reflection repeats the type parameters of the outer type at the inner one: Outer<T>.Inner<T> is Outer<T>.Inner in C#.
    // And one enum is declared without its namespace, but used with it.
    private static string AsInCSharp(string line) =>
        RepeatedGenerics.Replace(line, "${generics}.${inner}").Replace("TorchSharp.Utils.tensorboard.Enums.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<generics><[^<>]*>)\.(?<inner>\w+)\k<generics>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepeatedGenerics { get; }
}
