// How records are written as JSON files: one text for one value, readable, and strictly read back.

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Repro.Plans;

namespace Repro.Records;

internal static class RecordJson
{
    /// <summary>snake_case members, nothing unknown, nothing missing.</summary>
    public static JsonSerializerOptions Strict { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        Converters = { new MetricJson() },
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One line, for protocols and line files.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Strict);

    /// <summary>The opposite of <see cref="Line"/>; null when the text is no such record.</summary>
    public static T? TryReadLine<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Strict);
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            return null;
        }
    }

    /// <summary>The file text of a value: canonical order and numbers, indented, one newline at the end.</summary>
    public static string Text(JsonNode value) => JsonNode.Parse(CanonicalJson.Write(value))!.ToJsonString(Indented) + "\n";

    /// <summary>Reads a file that <see cref="Text"/> has made; any other text, even of equal meaning, is refused.</summary>
    /// <exception cref="Exception">One for which <see cref="IsDamage"/> is true.</exception>
    public static JsonObject ReadExact(string path) => ReadExact(File.ReadAllBytes(path));

    /// <summary>The same for a file's content.</summary>
    public static JsonObject ReadExact(ReadOnlySpan<byte> content)
    {
        var text = StrictUtf8.GetString(content);
        if (text.Length == 0) throw new FormatException("is empty");
        var value = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new FormatException("is not a JSON object");
        return Text(value) == text ? value : throw new FormatException("was changed after it was written");
    }

    /// <summary>Whether an exception says that a file's content or state is not what it should be.</summary>
    public static bool IsDamage(Exception problem) => problem
        is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException
        or OverflowException or KeyNotFoundException or IOException or UnauthorizedAccessException;
}
