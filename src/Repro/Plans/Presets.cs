// Reads presets: files of settings that inherit from one another.

using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;

namespace Repro.Plans;

/// <summary>A preset with its inheritance resolved.</summary>
/// <param name="Name">The file's name without <c>.json</c>.</param>
/// <param name="Settings">All values; <c>inherits</c> is gone.</param>
public sealed record Preset(string Name, JsonObject Settings);

/// <summary>The presets of a folder, <c>&lt;folder&gt;/&lt;name&gt;.json</c> each.</summary>
/// <param name="folder">Where the files are.</param>
public sealed class Presets(string folder)
{
    /// <summary>The member that names the preset inherited from.</summary>
    public const string Inherits = "inherits";

    private static readonly JsonDocumentOptions Accepted = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>The names of all presets, sorted.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>
    /// Reads a preset. Members of the heir replace those inherited, objects are merged member by member, and arrays are replaced whole.
    /// </summary>
    /// <exception cref="PresetException">There is no such preset, its file cannot be read, or it inherits from itself.</exception>
    public Preset Load(string name) => new(name, Resolve(name, []));

    private JsonObject Resolve(string name, IReadOnlyList<string> heirs)
    {
        IReadOnlyList<string> chain = [.. heirs, name];
        if (heirs.Contains(name))
            throw new PresetException($"The preset '{name}' inherits from itself ({string.Join(" → ", chain)}). Change \"{Inherits}\" in one of these files in {folder}.");
        var own = Read(name, heirs);
        if (!own.Remove(Inherits, out var inherited) || inherited is null) return own;
        if (inherited is not JsonValue value || !value.TryGetValue<string>(out var parent))
            throw new PresetException($"\"{Inherits}\" in {FileOf(name)} is not a text. Name one preset there.");
        var merged = Resolve(parent, chain);
        Merge(merged, own);
        return merged;
    }

    private JsonObject Read(string name, IReadOnlyList<string> heirs)
    {
        if (!Names.Contains(name))
        {
            var asked = heirs.Count == 0 ? "" : $", from which '{heirs[^1]}' inherits";
            throw new PresetException($"There is no preset '{name}'{asked} in {folder}.{NearestNames.Suggest(name, Names)}");
        }

        try
        {
            var settings = JsonNode.Parse(File.ReadAllText(FileOf(name)), documentOptions: Accepted) as JsonObject
                ?? throw new PresetException($"The preset file {FileOf(name)} is not a JSON object. Put its settings between {{ and }}.");
            _ = CanonicalJson.Write(settings); // Texts and numbers are looked at only when they are read: half a surrogate pair, 1e999.
            return settings;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"The preset file {FileOf(name)} cannot be read: {problem.Message} Correct it there.", problem);
        }
    }

    private static void Merge(JsonObject target, JsonObject heir)
    {
        foreach (var (member, value) in heir)
        {
            if (value is JsonObject inner && target[member] is JsonObject outer) Merge(outer, inner);
            else target[member] = value?.DeepClone();
        }
    }

    private string FileOf(string name) => Path.Combine(folder, name + ".json");
}

/// <summary>A preset is missing or wrong; the message names the file, and the nearest name or what to correct.</summary>
public sealed class PresetException(string message, Exception? inner = null) : Exception(message, inner);
