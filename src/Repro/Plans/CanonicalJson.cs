// One text for one JSON value, so that equal configurations have equal hashes.

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>Writes JSON in canonical form: no white space, object members sorted by ordinal name, numbers in shortest round-trip form.</summary>
public static class CanonicalJson
{
    /// <summary>The canonical text of <paramref name="node"/>.</summary>
    /// <exception cref="ArgumentException">A number that is neither a finite double nor a 64-bit integer.</exception>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteSeparated(members.OrderBy(member => member.Key, StringComparer.Ordinal), '{', '}', text, member =>
                {
                    text.Append(Quote(member.Key)).Append(':');
                    Write(member.Value, text);
                });
                break;
            case JsonArray items:
                WriteSeparated(items, '[', ']', text, item => Write(item, text));
                break;
            default:
                text.Append(WriteScalar(node.AsValue()));
                break;
        }
    }

    private static void WriteSeparated<T>(IEnumerable<T> items, char open, char close, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(',');
            first = false;
            write(item);
        }

        text.Append(close);
    }

    private static string WriteScalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => Quote(JsonSerializer.Deserialize<string>(value.ToJsonString())!),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => WriteNumber(value.ToJsonString()),
        var kind => throw new ArgumentException($"A JSON value of kind {kind} has no canonical form.", nameof(value)),
    };

    /// <summary>1, 1.0 and 1e0 are the same number, so they have the same text.</summary>
    private static string WriteNumber(string literal)
    {
        if (long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return integer.ToString(CultureInfo.InvariantCulture);
        var number = double.Parse(literal, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
            throw new ArgumentException($"The number {literal} is out of the range of a double; give a finite one.", nameof(literal));
        return number == Math.Truncate(number) && Math.Abs(number) < 9.2e18
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
