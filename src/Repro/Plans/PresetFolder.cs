// Reads presets, which are JSON files of settings that may inherit from one another.

using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;

namespace Repro.Plans;

/// <summary>The values of a preset as its file gives them, with its inheritance resolved.</summary>
/// <param name="Name">Name of the file without <c>.json</c>.</param>
/// <param name="Settings">All values, without the member <c>inherits</c>.</param>
public sealed record PresetFile(string Name, JsonObject Settings);

/// <summary>Finds presets by name in a folder, and by path anywhere.</summary>
/// <param name="folder">Folder of the presets that have names, one file <c>name.json</c> each with a name in lower case.</param>
public sealed class PresetFolder(string folder)
{
    /// <summary>The member that holds the name or path of the preset from which another inherits.</summary>
    public const string Inherits = "inherits";

    private static readonly JsonDocumentOptions Accepted =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Returns the names of the presets in the folder, sorted.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>
    /// Returns the name under which a run of this preset is recorded: the name of its file, or the name itself in lower case.
    /// </summary>
    /// <param name="nameOrPath">A name in any case, or the path of a file.</param>
    public static string NameOf(string nameOrPath) =>
        IsPath(nameOrPath) ? Path.GetFileNameWithoutExtension(nameOrPath) : nameOrPath.ToLowerInvariant();

    /// <summary>
    /// Reads a preset. Its members replace inherited ones; objects are merged member by member, and arrays are replaced whole. A path in
    /// <c>inherits</c> is relative to the file in which it stands.
    /// </summary>
    /// <param name="nameOrPath">A name in any case, or the path of a file, which ends in <c>.json</c> or contains a separator.</param>
    /// <exception cref="PresetException">
    /// Thrown when there is no such preset, when its file cannot be read or has the name of a preset in the folder, or when it inherits
    /// from itself.
    /// </exception>
    public PresetFile Load(string nameOrPath)
    {
        var file = FileOf(nameOrPath, Environment.CurrentDirectory, heir: null);
        var name = NameOf(nameOrPath);
        if (IsPath(nameOrPath) && Names().Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new PresetException(
                $"The preset file {file} has the name of the preset '{name}' of this program. Give the file another name, "
                + "because results are kept by name.");
        return new(name, Resolve(file, []));
    }

    private JsonObject Resolve(string file, IReadOnlyList<string> heirs)
    {
        IReadOnlyList<string> chain = [.. heirs, file];
        if (heirs.Contains(file))
            throw new PresetException(
                $"The preset file {file} inherits from itself ({string.Join(" → ", chain.Select(Path.GetFileName))}). "
                + $"Change \"{Inherits}\" in one of these files.");
        var own = Read(file);
        if (!own.Remove(Inherits, out var inherited) || inherited is null) return own;
        if (inherited is not JsonValue value || !value.TryGetValue<string>(out var parent))
            throw new PresetException($"\"{Inherits}\" in {file} is not a text. Write the name or the path of one preset there.");
        var merged = Resolve(FileOf(parent, Path.GetDirectoryName(file)!, file), chain);
        Merge(merged, own);
        return merged;
    }

    private static bool IsPath(string nameOrPath) =>
        nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || nameOrPath.AsSpan().ContainsAny('/', '\\');

    private string FileOf(string nameOrPath, string relativeTo, string? heir)
    {
        var asked = heir is null ? "" : $", from which {heir} inherits";
        if (IsPath(nameOrPath))
        {
            var path = Path.GetFullPath(nameOrPath, relativeTo);
            return File.Exists(path) ? path : throw new PresetException($"There is no preset file {path}{asked}. Correct the path.");
        }

        return Names().Contains(NameOf(nameOrPath))
            ? Path.Combine(folder, NameOf(nameOrPath) + ".json")
            : throw new PresetException(
                $"There is no preset '{nameOrPath}'{asked}.{NearestNames.Suggest(nameOrPath, Names())} A preset of your own is named by "
                + $"the path of its file, such as ./{nameOrPath}.json.");
    }

    private static JsonObject Read(string file)
    {
        try
        {
            var settings = JsonNode.Parse(File.ReadAllText(file), documentOptions: Accepted) as JsonObject
                ?? throw new PresetException($"The preset file {file} is not a JSON object. Put its settings between {{ and }}.");
            _ = CanonicalJson.Write(
                settings); // Invalid texts and numbers, such as half a surrogate pair or 1e999, are found only when they are read.
            return settings;
        }
        catch (Exception problem)
            when (problem is JsonException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"The preset file {file} cannot be read: {problem.Message} Correct it there.", problem);
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
}

/// <summary>Thrown when a preset is missing or invalid. The message names the file, and the nearest name or what to correct.</summary>
public sealed class PresetException(string message, Exception? inner = null) : Exception(message, inner);
