// Splits a signature at separators that stand outside its brackets: "Func<T, T> f, int n" at commas into "Func<T, T> f" and "int n".

namespace Hvae.Tests.OfficialTorchSharp;

internal static class Brackets
{
    public static IReadOnlyList<string> SplitOutside(string text, char separator)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == separator && depth == 0))
            {
                if (text[start..i].Trim() is { Length: > 0 } part)
                    parts.Add(part);
                start = i + 1;
            }
            else
                depth += text[i] switch { '<' or '[' => 1, '>' or ']' => -1, _ => 0 };
        }
        return parts;
    }
}
