// The readers of artifacts, presets, locks and the lines of workers.

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments;
using Faults.Scenes;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Inputs;

internal static class RecordReaders
{
    private static readonly Dictionary<string, byte[]> Artifact = [];
    private static readonly Job Example = Finished();

    public static IReadOnlyList<InputReader> All { get; } =
    [
        new("result.json", $"{Example.Kind}/{Example.Key}/{ResultFile.Name}", [Artifact[ResultFile.Name], Thorough(Artifact[ResultFile.Name])], Check, Never)
        {
            Mend = SealResult,
            Beside = Artifact.Where(file => file.Key != ResultFile.Name).ToDictionary(file => $"{Example.Kind}/{Example.Key}/{file.Key}", file => Encoding.UTF8.GetString(file.Value)),
        },
        new("config.json", ArtifactStore.ConfigurationFile, [Artifact[ArtifactStore.ConfigurationFile]], path => JobFolder.ConfigurationIn(Path.GetDirectoryName(path)!), RecordJson.IsDamage),
        new("failure.json", FailureRecord.FileName, [Failure()], path => FailureRecord.Read(Path.GetDirectoryName(path)!, "count", "key", "label"), Never) { Mend = Canonical },
        new("progress.jsonl", ProgressFile.Name, [Progress()], path => ProgressFile.Last(Path.GetDirectoryName(path)!), Never),
        new("preset", "small.json", [Text("""{ "inherits": "base", "seeds": [2, 3], "mnist": { "epochs": 4 } }"""), Preset], LoadPreset, problem => problem is PresetException)
        {
            Beside = new Dictionary<string, string> { ["base.json"] = Encoding.UTF8.GetString(Preset) },
        },
        new("lines of workers", "line", [Text(new WorkerAnswer("key", WorkerAnswer.About.Progress) { Fraction = 0.5, Text = "epoch 1 of 4", ProcessorSeconds = 3 }.ToLine())], path => WorkerAnswer.TryRead(File.ReadAllText(path)), Never),
        new("lines to workers", "line", [Text(RecordJson.Line(new WorkerOrder(Order, 5)))], ReadOrder, RecordJson.IsDamage),
        new("owner of a lock", ".lock-owner.json", [Text(RecordJson.Line(new ArtifactsLock.Owner(int.MaxValue, Environment.MachineName, "long ago", DateTimeOffset.UnixEpoch)))], path => ArtifactsLock.Take(Path.GetDirectoryName(path)!, _ => { }, TimeProvider.System).Dispose(), problem => problem is ArtifactsLockedException),
    ];

    /// <summary>The order of a toy job.</summary>
    public static JobOrder Order => JobOrder.Of(new(Example, null, null), new("artifacts"));

    private static byte[] Preset => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Presets", "smoke.json"));

    private static bool Never(Exception problem) => false;

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static void Check(string path)
    {
        if (ResultFile.Check(Path.GetDirectoryName(path)!, Example.Kind, Example.Key) is MissingArtifact) throw new InvalidOperationException("The file was not seen.");
    }

    /// <summary>The result under a label with a letter beyond ASCII: it cannot be verified from its bytes alone, but is parsed and written anew, which needs more memory.</summary>
    private static byte[] Thorough(byte[] result) =>
        SealResult(Text(Encoding.UTF8.GetString(result).Replace("\"label\": \"", "\"label\": \"é ", StringComparison.Ordinal)));

    /// <summary>As a worker does: what it is to compute is written into the job's folder. What cannot be written fails the job.</summary>
    private static void ReadOrder(string path)
    {
        if (RecordJson.TryReadLine<WorkerOrder>(File.ReadAllText(path)) is { Job: { } job }) CanonicalJson.Write(job.Configuration);
    }

    private static void LoadPreset(string path) => Sizes.From(new Presets(Path.GetDirectoryName(path)!).Load("small").Settings);

    /// <summary>Runs a toy job and keeps the files of its artifact.</summary>
    private static Job Finished()
    {
        using var scene = new ToyScene(ToyExperiment.Settings());
        scene.RunHere();
        foreach (var file in Directory.EnumerateFiles(scene.Store.FolderOf(scene.Jobs[0]))) Artifact[Path.GetFileName(file)] = File.ReadAllBytes(file);
        return scene.Jobs[0];
    }

    private static byte[] Failure() => Text(RecordJson.Text(JsonSerializer.SerializeToNode(
        new FailureRecord("key", "count", "count 1", "the loss is not finite", "stack", ["a line", "another"], DateTimeOffset.UnixEpoch), RecordJson.Strict)!));

    private static byte[] Progress() => Text(string.Concat(Enumerable.Range(1, 20).Select(line => RecordJson.Line(new ProgressLine(DateTimeOffset.UnixEpoch, line, line / 20.0, $"step {line} of 20")) + "\n")));

    /// <summary>Writes what the mutation has left as our own writer would, with the right hash.</summary>
    private static byte[] SealResult(byte[] input)
    {
        if (Parsed(input) is not { } result) return input;
        try
        {
            result.Remove("sha256");
            result["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Text(CanonicalJson.Write(result))));
            return Text(RecordJson.Text(result));
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return input;
        }
    }

    private static byte[] Canonical(byte[] input)
    {
        try
        {
            return Parsed(input) is { } record ? Text(RecordJson.Text(record)) : input;
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return input;
        }
    }

    private static JsonObject? Parsed(byte[] input)
    {
        try
        {
            return JsonNode.Parse(input) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
