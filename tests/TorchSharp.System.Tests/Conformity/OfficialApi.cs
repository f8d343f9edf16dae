// The official package's public members, as the reference text lists them.

namespace TorchSharp.Tests.Conformity;

/// <param name="Header">The whole line: kind, name and base.</param>
/// <param name="Members">One line each, without indentation.</param>
internal sealed record OfficialType(string Header, IReadOnlySet<string> Members);

internal static class OfficialApi
{
    /// <summary>By the type's name as the header has it, generic parameters by their number: <c>torch.nn.Module`2</c>.</summary>
    public static IReadOnlyDictionary<string, OfficialType> Read()
    {
        var types = new Dictionary<string, OfficialType>();
        HashSet<string>? members = null;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "reference", "torchsharp-api.txt")))
        {
            if (line.StartsWith('#') || line.Length == 0)
                continue;
            if (line.StartsWith(' '))
            {
                members!.Add(line.Trim());
                continue;
            }

            members = [];
            types[NameOf(line)] = new(line, members);
        }

        return types;
    }

    /// <summary>The type's name in a header.</summary>
    public static string NameOf(string header)
    {
        var words = header.Split(" : ")[0];
        foreach (var kind in (string[])["static class ", "abstract class ", "class ", "struct ", "interface ", "enum "])
        {
            if (words.StartsWith(kind, StringComparison.Ordinal))
                return words[kind.Length..];
        }

        throw new FormatException(header);
    }
}
