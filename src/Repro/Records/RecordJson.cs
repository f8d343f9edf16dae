// How records are written as JSON files and lines, and strictly read back.

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Repro.Environments;

namespace Repro.Records;

internal static class RecordJson
{
    /// <summary>Options for members in snake_case, of which none may be unknown or missing.</summary>
    public static JsonSerializerOptions Strict { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions Indented = new(Strict) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Returns the value as one line, for protocols and files of lines.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Strict);

    /// <summary>Returns the value as the text of a file for people and programs: indented, with a newline at the end.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Indented) + "\n";

    /// <summary>Reads a text that <see cref="Line"/> or <see cref="Text"/> wrote; null when the text is no such record.</summary>
    public static T? TryRead<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict);
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            return null;
        }
    }

    /// <summary>Reads a file of one record; null when it is missing, cannot be read, or holds no such record.</summary>
    public static T? TryReadFile<T>(string path)
        where T : class => Platform.TryReadText(path) is { } text ? TryRead<T>(text) : null;

    /// <summary>Reads a record.</summary>
    /// <exception cref="Exception">Thrown when the content is no such record; <see cref="IsDamage"/> is true for it.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content)
        where T : class =>
        JsonSerializer.Deserialize<T>(content, Strict) ?? throw new FormatException("holds nothing");

    /// <summary>Whether an exception says that a file's content or state is not what it should be.</summary>
    public static bool IsDamage(Exception problem) => problem
        is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException
        or OverflowException or KeyNotFoundException or IOException or UnauthorizedAccessException;
}
