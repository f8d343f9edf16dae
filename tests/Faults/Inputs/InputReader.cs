// The readers under test: those of tensors, records, presets and clusters. Readers of data sets are damaged in Hvae.Tests.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Experiments.Checks;
using Experiments.Jobs;
using Faults.Scenes;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Training;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using static TorchSharp.torch;

namespace Faults.Inputs;

/// <summary>A reader and what it reads.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="FileName">Path of the input in a folder of its own.</param>
/// <param name="Valid">Valid inputs, which are mutated.</param>
/// <param name="Read">Reads the file with the given path.</param>
/// <param name="IsRefusal">Whether an exception is one that the reader promises for damaged inputs.</param>
internal sealed record InputReader(
    string Name, string FileName, IReadOnlyList<byte[]> Valid, Action<string> Read, Func<Exception, bool> IsRefusal)
{
    private const string Submitted = "20261121-140312-a3f9";
    private static readonly Dictionary<string, byte[]> Artifact = [];
    private static readonly Job Example = FinishedJob();
    private static readonly Checkpoint ToyCheckpoint = SmallCheckpoint();

    /// <summary>Corrects checksums after a mutation, so that more code is reached. Half of the inputs are corrected.</summary>
    public Func<byte[], byte[]>? Mend { get; init; }

    /// <summary>Other files in the input's folder, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Beside { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Words of the format, which mutations exchange.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public static IReadOnlyList<InputReader> All { get; } =
    [
        new("safetensors", "weights.safetensors", [Safetensors()], path => SafetensorsFile.Read(path), IsDamage)
        {
            Mend = SealTensors,
            Words = ["\"F32\"", "\"F64\"", "\"I64\"", "\"U8\"", "\"BOOL\"", "[0,", "[3,4,5]", "[7]", "[]", "[40]", "[240]", "40]", "56]",
                "96]", "104]", "344]"],
        },
        new("checkpoint", "checkpoint.safetensors", [Saved(ToyCheckpoint)], path => ToyCheckpoint.Restore(path, "toy"), IsDamage)
        {
            Mend = SealTensors,
            Words = ["\\u0022Epoch\\u0022", "\\u0022Batch\\u0022", "\\u0022Log\\u0022", "\\u0022Sums\\u0022", "\\u0022Identity\\u0022",
                "null", "[]", "12", "2.5", "model.weight", "model.bias"],
        },
        new("result.json", $"{Example.Kind}/{Example.Key}/{ResultFile.Name}", [Artifact[ResultFile.Name]], ReadResult, Never)
        {
            Beside = Artifact.Where(file => file.Key != ResultFile.Name)
                .ToDictionary(file => $"{Example.Kind}/{Example.Key}/{file.Key}", file => file.Value),
        },
        new("preset", "small.json", [Text("""{ "inherits": "base", "seeds": [{ "seeds": [2, 3] }], "mnist": { "epochs": 4 } }"""), Preset],
            path => Experiments.Presets.Preset.From(new PresetFolder(Path.GetDirectoryName(path)!).Load("small").Settings),
            problem => problem is PresetException)
        {
            Beside = new Dictionary<string, byte[]> { ["base.json"] = Preset },
        },
        new("lines of workers", "line", [Text(Progress.ToLine())], path => WorkerMessage.TryRead(File.ReadAllText(path)), Never),
        new("lines to workers", "line", [Text(RecordJson.Line(new ParentMessage(Order, 5)))], ReadOrder, RecordJson.IsDamage),
        new("owner of a lock", ".lock-owner.json",
            [Text(RecordJson.Line(new ArtifactsLock.Owner(int.MaxValue, Environment.MachineName, "long ago", DateTimeOffset.UnixEpoch)))],
            path => ArtifactsLock.Take(Path.GetDirectoryName(path)!, _ => { }, TimeProvider.System).Dispose(),
            problem => problem is ArtifactsLockedException),
        new("slurm.json", SlurmSettings.DefaultFile, [Text(Settings)], path => SlurmSettings.Load(path).ForDevice("cuda"),
            problem => problem is SlurmException)
        {
            Words = ["\"partition\"", "\"memory\"", "\"time\"", "\"cpusPerTask\"", "\"cellsPerTask\"", "\"options\"", "\"4:00:00\"",
                "\"1-12\"", "\"8G\"", "1.5"],
        },
        new("submission.json", $"submissions/{Submitted}/{Submission.FileName}", [Text(RecordJson.Text(Sweep))], ReadSubmission, Never),
        new("task files", "task-0.json", [Text(RecordJson.Line(new TaskFile([Order, Order])) + "\n")], ReadTask, RecordJson.IsDamage),
        new("task reports", "task-0.report.json", [Text(RecordJson.Line(Report) + "\n")], path => TaskReport.Read(path), Never),
        new("answers of squeue", "answer", [Text("812|0|hvae-1-train|RUNNING|None\n812|7|hvae-1-train|PENDING|JobHeldUser\n")], ReadQueue,
            Never)
        {
            Words = ["|", "812", "RUNNING", "PENDING"],
        },
        new("answers of sacct", "answer", [Text("812_4|NODE_FAIL\n812_5|CANCELLED by 1000\n")],
            path => AccountingLines.Parse(File.ReadAllText(path)), Never)
        {
            Words = ["|", "_", "812"],
        },
        new("accuracy.json", ClassifierJob.AccuracyFile,
            [JsonSerializer.SerializeToUtf8Bytes(new ClassifierScores(0.9875, 0.0421, 10_000))],
            path => ClassifierJob.ReadAccuracy(path), IsDamage)
        {
            Words = ["\"Accuracy\"", "\"NegativeLogLikelihood\"", "\"Count\"", "10000"],
        },
        new("reference runs", "mnist-training.json", [Text(ReferenceRuns)], path => Fidelity.Read(path),
            problem => problem is DataFormatException)
        {
            Words = ["\"beta2\"", "\"seed\"", "\"epochs\"", "\"loss\"", "10", "0.1"],
        },
    ];

    private static JobOrder Order => JobOrder.Of(new(Example, null, null), new("artifacts"));

    private static byte[] Preset => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Presets", "smoke.json"));

    private static WorkerMessage Progress => new("key", WorkerMessage.About.Progress)
    {
        Fraction = 0.5,
        Text = "epoch 1 of 4",
        ProcessorSeconds = 3,
    };

    /// <summary>The example of docs/slurm.md with further settings. Comments and trailing commas are allowed.</summary>
    private static string Settings => """
        {
          // a partition of this cluster
          "partition": "gpu", "account": "lab", "constraint": "a100|h100", "gpusPerTask": 1, "cpusPerTask": 4,
          "memory": "8G", "time": "4:00:00", "graceSeconds": 120, "maxParallel": 16, "cellsPerTask": 3, "pollSeconds": 10.5,
          "options": ["--exclusive", "--qos=low"], "setup": ["module load dotnet"],
        }
        """;

    private static Submission Sweep => new()
    {
        Id = Submitted,
        Created = DateTimeOffset.UnixEpoch,
        Arguments = ["run", "Xiao23.Figure8", "--executor", "slurm"],
        WorkingFolder = "/home/anna/hvae",
        Program = "/home/anna/hvae/artifacts/submissions/programs/a3f9/hvae-repro.dll",
        Arrays = [new("1-train", "hvae-1-train", [["00", "01"], ["02"]], "812"), new("2-evaluate", "hvae-2-evaluate", [["03"]])],
    };

    private static TaskReport Report => new(
        "node-1", 1, new("checkpoint.safetensors:1927352:638990000000000000", 0.25), 1,
        new Dictionary<string, string> { ["libtorch"] = "2.10.0" });

    private static string ReferenceRuns => """
        {
          "note": "two runs",
          "runs": [
            { "beta2": 1.0, "beta1": 0.1, "seed": 0, "epochs": 10, "loss": 30.5, "log_likelihood": -99.25, "rate_z2": 12.5,
              "rate_z1": 40.125, "psnr": 21.5 },
            { "beta2": 1.0, "beta1": 0.1, "seed": 1, "epochs": 10, "loss": 30.25, "log_likelihood": -99.5, "rate_z2": 12.25,
              "rate_z1": 40.5, "psnr": 21.25 }
          ]
        }
        """;

    private static bool Never(Exception problem) => false;

    private static bool IsDamage(Exception problem) => problem is DamagedFileException;

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Runs a toy job and keeps the files of its artifact.</summary>
    private static Job FinishedJob()
    {
        using var scene = new ToyScene(ToyExperiment.Settings());
        scene.RunHere();
        foreach (var file in Directory.EnumerateFiles(scene.Store.FolderOf(scene.Jobs[0])))
            Artifact[Path.GetFileName(file)] = File.ReadAllBytes(file);
        return scene.Jobs[0];
    }

    /// <summary>Reads the result under the right hash, so that its content is parsed.</summary>
    private static void ReadResult(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        File.WriteAllText(Path.Combine(folder, ResultFile.HashName), ResultFile.HashLine(ResultFile.HashOfFile(path)));
        if (ResultFile.Check(folder, Example.Kind, Example.Key) is MissingArtifact)
            throw new InvalidOperationException("The file was not seen.");
    }

    /// <summary>Reads an order like a worker, which writes the configuration into the job's folder.</summary>
    private static void ReadOrder(string path)
    {
        if (RecordJson.TryRead<ParentMessage>(File.ReadAllText(path)) is { Job: { } job }) CanonicalJson.Write(job.Configuration);
    }

    /// <summary>Reads orders like a task of a cluster.</summary>
    private static void ReadTask(string path)
    {
        foreach (var job in RecordJson.TryRead<TaskFile>(File.ReadAllText(path))?.Jobs ?? []) CanonicalJson.Write(job.Configuration);
    }

    private static void ReadSubmission(string path)
    {
        var artifacts = Path.GetFullPath(Path.Combine(path, "..", "..", ".."));
        foreach (var submission in Submission.All(artifacts)) _ = (submission.IsOpen(artifacts), submission.Keys.Count());
    }

    private static void ReadQueue(string path)
    {
        foreach (var task in File.ReadLines(path).Select(QueueLine.TryParse).OfType<QueueLine>()) _ = (task.IsOver, task.Runs, task.IsHeld);
    }

    private static byte[] Safetensors()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["layer.weight"] = arange(60, dtype: ScalarType.Float32).reshape(3, 4, 5),
            ["layer.bias"] = zeros(7, dtype: ScalarType.Float64),
            ["step"] = tensor(12L),
            ["state"] = zeros(40, dtype: ScalarType.Byte),
        };
        return Written(new SafetensorsFile(tensors, new Dictionary<string, string> { ["format"] = "pt" }).Write);
    }

    /// <summary>Returns the checkpoint of a model of eight parameters after a step of Adam, with averaged weights.</summary>
    private static Checkpoint SmallCheckpoint()
    {
        var model = nn.Linear(3, 2);
        var update = new WeightUpdate(model, new(Epochs: 1, BatchSize: 4, LearningRate: 1e-3, Seed: 7) { AverageDecay = 0.9 });
        using (var scope = NewDisposeScope())
        {
            update.Run(model.call(ones(4, 3)).sum(), value: 0, learningRate: 1e-3);
        }

        return new(model, update, new Dictionary<string, Generator> { ["noise"] = new(7) });
    }

    private static byte[] Saved(Checkpoint checkpoint)
    {
        using var shuffling = zeros(40, dtype: ScalarType.Byte);
        var sums = new Dictionary<string, double> { ["loss"] = 2.5, ["rate"] = 1.25 };
        return Written(path => checkpoint.Save(path, new("toy", 1, 12, sums, [new(1, 3.5, sums)]), shuffling));
    }

    private static byte[] Written(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("faults-tensors-").FullName;
        var path = Path.Combine(folder, "weights.safetensors");
        write(path);
        var content = File.ReadAllBytes(path);
        Directory.Delete(folder, recursive: true);
        return content;
    }

    /// <summary>Corrects the length of the header where its end can be recognised, and the hash of the file.</summary>
    private static byte[] SealTensors(byte[] input)
    {
        var end = input.AsSpan().IndexOf("}}"u8);
        var at = input.AsSpan().IndexOf("\"sha256\":\""u8);
        if (end < 8 || at < 8 || at + 74 > input.Length) return input;
        var copy = input.ToArray();
        if (BinaryPrimitives.ReadUInt64LittleEndian(copy) is var claimed && claimed > (ulong)(copy.Length - 8))
            BinaryPrimitives.WriteUInt64LittleEndian(copy, (ulong)(end + 2 - 8));
        var hash = copy.AsSpan(at + 10, 64);
        hash.Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(copy))).CopyTo(hash);
        return copy;
    }
}
