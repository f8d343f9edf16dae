// The readers of the files that a submission to a cluster leaves, of its settings, and of what Slurm answers.

using System.Text;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;

namespace Faults.Inputs;

internal static class ClusterReaders
{
    private const string Id = "20261121-140312-a3f9";

    /// <param name="order">The order of a real job.</param>
    public static IReadOnlyList<InputReader> For(JobOrder order) =>
    [
        new("slurm.json", SlurmSettings.DefaultFile, [Text(Settings)], path => SlurmSettings.Load(path).ForDevice("cuda"),
            problem => problem is SlurmException)
        {
            Words = ["\"partition\"", "\"memory\"", "\"time\"", "\"cpusPerTask\"", "\"cellsPerTask\"", "\"options\"", "\"4:00:00\"",
                "\"1-12\"", "\"8G\"", "1.5"],
        },
        new("submission.json", $"submissions/{Id}/{Submission.FileName}", [Submitted()], path => ReadSubmission(path), Never),
        new("task files", "task-0.json", [Text(RecordJson.Line(new TaskFile([order, order])) + "\n")], ReadTask, RecordJson.IsDamage),
        new("task reports", "task-0.report.json", [Text(RecordJson.Line(Report) + "\n")], path => TaskReport.Read(path), Never),
        new("answers of squeue", "answer", [Text("812|0|hvae-1-train|RUNNING|None\n812|7|hvae-1-train|PENDING|JobHeldUser\n")],
            path => ReadQueue(path), Never) { Words = ["|", "812", "RUNNING", "PENDING"] },
        new("answers of sacct", "answer", [Text("812_4|NODE_FAIL\n812_5|CANCELLED by 1000\n")],
            path => AccountingLines.Parse(File.ReadAllText(path)), Never) { Words = ["|", "_", "812"] },
    ];

    /// <summary>What docs/slurm.md shows: comments and commas at the end are allowed.</summary>
    private const string Settings = """
        {
          // a partition of this cluster
          "partition": "gpu", "account": "lab", "constraint": "a100|h100", "gpusPerTask": 1, "cpusPerTask": 4,
          "memory": "8G", "time": "4:00:00", "graceSeconds": 120, "maxParallel": 16, "cellsPerTask": 3, "pollSeconds": 10.5,
          "options": ["--exclusive", "--qos=low"], "setup": ["module load dotnet"],
        }
        """;

    private static TaskReport Report { get; } =
        new("node-1", 1, new("checkpoint.safetensors:1927352:638990000000000000", 0.25), 1,
        new Dictionary<string, string> { ["libtorch"] = "1.13.1" });

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static bool Never(Exception problem) => false;

    private static byte[] Submitted() => Text(RecordJson.Text(
        new Submission
        {
            Id = Id,
            Created = DateTimeOffset.UnixEpoch,
            Arguments = ["run", "Xiao23.Figure8", "--executor", "slurm"],
            WorkingFolder = "/home/anna/hvae",
            Program = "/home/anna/hvae/artifacts/submissions/programs/a3f9/hvae-repro.dll",
            Arrays = [new("1-train", "hvae-1-train", [["00", "01"], ["02"]], "812"), new("2-evaluate", "hvae-2-evaluate", [["03"]])],
        }));

    private static void ReadSubmission(string path)
    {
        var artifacts = Path.GetFullPath(Path.Combine(path, "..", "..", ".."));
        foreach (var submission in Submission.All(artifacts)) _ = (submission.IsOpen(artifacts), submission.Keys.Count());
    }

    /// <summary>As a task does: what it is to compute is written into the job's folder. What cannot be written fails the job.</summary>
    private static void ReadTask(string path)
    {
        foreach (var job in RecordJson.TryRead<TaskFile>(File.ReadAllText(path))?.Jobs ?? []) CanonicalJson.Write(job.Configuration);
    }

    private static void ReadQueue(string path)
    {
        foreach (var task in File.ReadLines(path).Select(QueueLine.TryParse).OfType<QueueLine>()) _ = (task.IsOver, task.Runs, task.IsHeld);
    }
}
