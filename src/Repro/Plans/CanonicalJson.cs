// One text for one JSON value, so that equal configurations have equal hashes.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Repro.Plans;

/// <summary>
/// Writes JSON in canonical form: no white space, object members sorted by ordinal name, numbers in shortest round-trip form.
/// </summary>
public static class CanonicalJson
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Returns the canonical text of <paramref name="node"/>.</summary>
    /// <exception cref="ArgumentException">Thrown when a number is neither a finite double nor a 64-bit integer.</exception>
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
                WriteSeparated(Sorted(members), '{', '}', text, member =>
                {
                    Quote(member.Key, text);
                    text.Append(':');
                    Write(member.Value, text);
                });
                break;
            case JsonArray items:
                WriteSeparated(items, '[', ']', text, item => Write(item, text));
                break;
            default:
                WriteScalar(node.AsValue(), text);
                break;
        }
    }

    /// <summary>Returns the members in order; those of a text that this class has written are already sorted.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonObject members)
    {
        string? before = null;
        foreach (var (name, _) in members)
        {
            if (before is not null && string.CompareOrdinal(before, name) > 0)
                return members.OrderBy(member => member.Key, StringComparer.Ordinal);
            before = name;
        }

        return members;
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

    private static void WriteScalar(JsonValue value, StringBuilder text)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                Quote(value.TryGetValue<string>(out var content) ? content : JsonSerializer.Deserialize<string>(value)!, text);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                text.Append(value.ToJsonString());
                break;
            case JsonValueKind.Number:
                text.Append(WriteNumber(value.TryGetValue<JsonElement>(out var element) ? element.GetRawText() : value.ToJsonString()));
                break;
            case var kind:
                throw new ArgumentException($"A JSON value of kind {kind} has no canonical form.", nameof(value));
        }
    }

    /// <summary>Returns the text of a number. 1, 1.0 and 1e0 are the same number, so they have the same text.</summary>
    private static string WriteNumber(string literal)
    {
        if (long.TryParse(literal, NumberStyles.AllowLeadingSign, null, out var integer))
            return integer.ToString();
        var number = double.Parse(literal);
        if (!double.IsFinite(number))
            throw new ArgumentException($"The number {literal} is out of the range of a double; give a finite one.", nameof(literal));
        return number == Math.Truncate(number) && Math.Abs(number) < 9.2e18
            ? ((long)number).ToString()
            : number.ToString("R");
    }

    /// <summary>Appends a text in quotes. Most texts need no escapes, and plans are long, so those texts are copied as they are.</summary>
    private static void Quote(string content, StringBuilder text)
    {
        if (content.AsSpan().ContainsAnyExcept(Plain)) text.Append(JsonSerializer.Serialize(content));
        else text.Append('"').Append(content).Append('"');
    }
}
