// Finds results of what a job asks for that other code has computed.

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Repro.Plans;

namespace Repro.Records;

/// <summary>A whole result of the same request as a job, under another key.</summary>
/// <param name="Folder">Artifact folder of the result.</param>
/// <param name="Result">The result.</param>
/// <param name="Sources">The code that its key stands for, as in <see cref="Sources.Files"/>.</param>
/// <param name="Inputs">Keys of its inputs.</param>
internal sealed record EarlierResult(
    string Folder, ResultRecord Result, IReadOnlyDictionary<string, string> Sources, IReadOnlyList<string> Inputs)
{
    /// <summary>Files that a committed result lacks; null when the result was computed here.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }
}

/// <summary>Reads the configurations of a kind when a job of that kind is first asked about.</summary>
/// <param name="store">Store of the artifacts and of committed results.</param>
internal sealed class EarlierResults(ArtifactStore store)
{
    private readonly ConcurrentDictionary<string, ILookup<string, Func<Job, EarlierResult?>>> kinds =
        new(StringComparer.Ordinal);

    /// <summary>
    /// Returns results of the request of <paramref name="job"/>, the newest first; of copies that were kept, the last copy first.
    /// </summary>
    public IReadOnlyList<EarlierResult> Of(Job job) =>
    [
        .. kinds.GetOrAdd(job.Kind, Read)[job.Request].Select(found => found(job)).OfType<EarlierResult>()
            .OrderByDescending(each => each.Result.Started).ThenByDescending(each => each.Result.Accepted?.Keys.Count ?? 0),
    ];

    /// <summary>Returns the newest of them as a reason; null when there is none.</summary>
    public CodeChanged? Reason(Job job) => Of(job) is [var newest, ..]
        ? new(Sources.Differences(newest.Sources, job.Sources.Files), $"{newest.Result.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : null;

    private ILookup<string, Func<Job, EarlierResult?>> Read(string kind)
    {
        var root = Path.Combine(store.Root, kind);
        var folders = Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [];
        var artifacts = folders.Where(folder => File.Exists(Path.Combine(folder, ResultFile.Name))).AsParallel()
            .Select(folder => (Folder: folder, Configuration: ConfigurationIn(folder)!))
            .Where(each => each.Configuration?["request"] is JsonValue)
            .Select(each => (Request: each.Configuration["request"]!.ToString(), Result: (Func<Job, EarlierResult?>)(job =>
                Path.GetFileName(each.Folder) != job.Key
                && ResultFile.Check(each.Folder, kind, Path.GetFileName(each.Folder)) is CompleteArtifact whole
                    ? Of(each.Folder, each.Configuration, whole) : null)));
        var committed = store.Committed(kind).Select(each => (each.Result.Request, Result: (Func<Job, EarlierResult?>)(job =>
            each.Result.Result.Key == job.Key ? null
            : Of(each.Folder, store.ConfigurationOf(each.Result), new(each.Result.Result) { LeftOut = each.Result.LeftOut }))));
        return artifacts.AsEnumerable().Concat(committed).ToLookup(each => each.Request, each => each.Result);
    }

    private static JsonObject? ConfigurationIn(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ArtifactStore.ConfigurationFile))) as JsonObject;
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return null; // The check of this result by its own key reports the damage.
        }
    }

    private static EarlierResult Of(string folder, JsonObject configuration, CompleteArtifact whole) =>
        new(folder, whole.Result, ResultFile.SourcesOf(configuration), [.. configuration["inputs"]!.AsArray().Select(input => $"{input}")])
        {
            LeftOut = whole.LeftOut,
        };
}
