// The readers of artifacts, presets, locks and the lines of workers.

using System.Text;
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
        new("result.json", $"{Example.Kind}/{Example.Key}/{ResultFile.Name}", [Artifact[ResultFile.Name]], Check,
            Never) { Beside = Beside(ResultFile.Name) },
        new("result.sha256", $"{Example.Kind}/{Example.Key}/{ResultFile.HashName}", [Artifact[ResultFile.HashName]],
            path => ResultFile.Check(Path.GetDirectoryName(path)!, Example.Kind, Example.Key), Never)
        {
            Beside = Beside(ResultFile.HashName),
        },
        new("config.json", ArtifactStore.ConfigurationFile, [Artifact[ArtifactStore.ConfigurationFile]],
            path => ArtifactStore.ConfigurationIn(Path.GetDirectoryName(path)!), RecordJson.IsDamage),
        new("failure.json", FailureRecord.FileName, [Failure()],
            path => FailureRecord.Read(Path.GetDirectoryName(path)!, "count", "key", "label"), Never),
        new("progress.jsonl", ProgressFile.Name, [Progress()], path => ProgressFile.Last(Path.GetDirectoryName(path)!), Never),
        new("preset", "small.json", [Text("""{ "inherits": "base", "seeds": [2, 3], "mnist": { "epochs": 4 } }"""), Preset], LoadPreset, problem => problem is PresetException)
        {
            Beside = new Dictionary<string, string> { ["base.json"] = Encoding.UTF8.GetString(Preset) },
        },
        new("lines of workers", "line",
            [Text(new WorkerMessage("key", WorkerMessage.About.Progress) { Fraction = 0.5, Text = "epoch 1 of 4",
            ProcessorSeconds = 3 }.ToLine())], path => WorkerMessage.TryRead(File.ReadAllText(path)), Never),
        new("lines to workers", "line", [Text(RecordJson.Line(new ParentMessage(Order, 5)))], ReadOrder, RecordJson.IsDamage),
        new("owner of a lock", ".lock-owner.json",
            [Text(RecordJson.Line(new ArtifactsLock.Owner(int.MaxValue, Environment.MachineName, "long ago", DateTimeOffset.UnixEpoch)))],
            path => ArtifactsLock.Take(Path.GetDirectoryName(path)!, _ => { }, TimeProvider.System).Dispose(), problem =>
            problem is ArtifactsLockedException),
    ];

    /// <summary>The order of a toy job.</summary>
    public static JobOrder Order => JobOrder.Of(new(Example, null, null), new("artifacts"));

    private static byte[] Preset => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Presets", "smoke.json"));

    private static bool Never(Exception problem) => false;

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Once with the hash that is there, which is another's, and once with the right one, so that the content is looked at too.</summary>
    private static void Check(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        for (var time = 1; time <= 2; time++)
        {
            if (ResultFile.Check(folder, Example.Kind, Example.Key) is MissingArtifact)
                throw new InvalidOperationException("The file was not seen.");
            File.WriteAllText(Path.Combine(folder, ResultFile.HashName), ResultFile.HashLine(ResultFile.HashOfFile(path)));
        }
    }

    private static Dictionary<string, string> Beside(string name) => Artifact.Where(file => file.Key != name)
        .ToDictionary(file => $"{Example.Kind}/{Example.Key}/{file.Key}", file => Encoding.UTF8.GetString(file.Value));

    /// <summary>As a worker does: what it is to compute is written into the job's folder. What cannot be written fails the job.</summary>
    private static void ReadOrder(string path)
    {
        if (RecordJson.TryRead<ParentMessage>(File.ReadAllText(path)) is { Job: { } job }) CanonicalJson.Write(job.Configuration);
    }

    private static void LoadPreset(string path) =>
        Experiments.Presets.Preset.From(new PresetFolder(Path.GetDirectoryName(path)!).Load("small").Settings);

    /// <summary>Runs a toy job and keeps the files of its artifact.</summary>
    private static Job Finished()
    {
        using var scene = new ToyScene(ToyExperiment.Settings());
        scene.RunHere();
        foreach (var file in Directory.EnumerateFiles(scene.Store.FolderOf(scene.Jobs[0])))
            Artifact[Path.GetFileName(file)] = File.ReadAllBytes(file);
        return scene.Jobs[0];
    }

    private static byte[] Failure() => Text(RecordJson.Text(
        new FailureRecord("key", "count", "count 1", "the loss is not finite", "stack", ["a line", "another"], DateTimeOffset.UnixEpoch)));

    private static byte[] Progress() =>
        Text(string.Concat(Enumerable.Range(1, 20)
        .Select(line => RecordJson.Line(new ProgressLine(DateTimeOffset.UnixEpoch, line, line / 20.0, $"step {line} of 20")) + "\n")));
}
