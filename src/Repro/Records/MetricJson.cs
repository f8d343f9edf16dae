// Reads and writes the metrics of a result: most of its members, so they are read without reflection.

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Repro.Records;

/// <summary>As strict as <see cref="RecordJson.Strict"/>: nothing unknown, nothing twice, nothing missing.</summary>
internal sealed class MetricJson : JsonConverter<Metric>
{
    /// <inheritdoc/>
    public override Metric Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A metric is an object.");
        string? name = null;
        string? unit = null;
        double? value = null;
        double? standardError = null;
        long? n = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (name is null && IsAt(ref reader, "name"u8)) name = SharedTexts.Read(ref reader);
            else if (unit is null && IsAt(ref reader, "unit"u8)) unit = SharedTexts.Read(ref reader);
            else if (value is null && IsAt(ref reader, "value"u8)) value = reader.GetDouble();
            else if (standardError is null && IsAt(ref reader, "standard_error"u8)) standardError = reader.GetDouble();
            else if (n is null && IsAt(ref reader, "n"u8)) n = reader.GetInt64();
            else throw new JsonException($"The member '{reader.GetString()}' of a metric is unknown or stands there twice.");
        }

        if (name is null || unit is null || value is null) throw new JsonException("A metric needs a name, a value and a unit.");
        return new(name, value.Value, unit, standardError, n);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Metric value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteNumber("value", value.Value);
        writer.WriteString("unit", value.Unit);
        if (value.StandardError is { } standardError) writer.WriteNumber("standard_error", standardError);
        if (value.N is { } n) writer.WriteNumber("n", n);
        writer.WriteEndObject();
    }

    /// <summary>Whether the reader stands at this member; then it goes on to its value.</summary>
    private static bool IsAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> member) => reader.ValueTextEquals(member) && reader.Read();
}
