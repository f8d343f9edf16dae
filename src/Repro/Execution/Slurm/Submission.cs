// A submission: the arrays that Slurm has received and the copy of the program that they run, kept in a file so that a later command finds
// them.

using System.Security.Cryptography;
using System.Text;
using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>One job array of a submission.</summary>
/// <param name="Name">Its folder in the submission, e.g. <c>0-jobs</c>.</param>
/// <param name="JobName">Name of the array in Slurm's queue.</param>
/// <param name="Tasks">The keys of the jobs of each task, in the order in which they run.</param>
/// <param name="JobId">Number that Slurm gives the array; null until sbatch has answered.</param>
public sealed record SubmittedArray(string Name, string JobName, IReadOnlyList<IReadOnlyList<string>> Tasks, string? JobId = null);

/// <summary>The content of <c>submission.json</c>.</summary>
public sealed record Submission
{
    internal const string FileName = "submission.json";
    private const string CancelledName = "cancelled";
    private const string FolderName = "submissions";
    private const string ProgramsName = "programs";

    /// <summary>Name of the folder, e.g. <c>20261121-140312-a3f9</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Arguments of the command line that made it; <c>attach</c> uses them again.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Folder in which the command with <see cref="Arguments"/> was run.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Folder with the copy of the program that its tasks run.</summary>
    public required string Program { get; init; }

    /// <summary>Whether a command has watched all its jobs until they ended.</summary>
    public bool Ended { get; init; }

    /// <summary>All its arrays, the oldest first.</summary>
    public IReadOnlyList<SubmittedArray> Arrays { get; init; } = [];

    internal IEnumerable<string> Keys => Arrays.SelectMany(array => array.Tasks).SelectMany(task => task);

    /// <summary>Whether it may have tasks in the queue.</summary>
    public bool IsOpen(string artifacts) => !Ended && !IsCancelled(artifacts);

    /// <summary>
    /// Whether a user has cancelled it. A file of its own says so, because another process may write <c>submission.json</c> at the same
    /// time.
    /// </summary>
    public bool IsCancelled(string artifacts) => File.Exists(Path.Combine(FolderIn(artifacts), Id, CancelledName));

    /// <summary>Returns the folder of the submissions of an artifacts folder.</summary>
    public static string FolderIn(string artifacts) => Path.Combine(Path.GetFullPath(artifacts), FolderName);

    /// <summary>Returns the submissions of an artifacts folder, the oldest first, without those that cannot be read.</summary>
    public static IReadOnlyList<Submission> All(string artifacts) => Directory.Exists(FolderIn(artifacts))
        ? [.. Directory.EnumerateDirectories(FolderIn(artifacts))
            .Select(folder => RecordJson.TryReadFile<Submission>(Path.Combine(folder, FileName))).OfType<Submission>()
            .OrderBy(submission => submission.Id, StringComparer.Ordinal)]
        : [];

    /// <summary>Returns the submission of this id, or the newest open one when the id is null.</summary>
    /// <exception cref="SlurmException">Thrown when there is none.</exception>
    public static Submission Find(string artifacts, string? id)
    {
        var all = All(artifacts);
        var found = id is null ? all.LastOrDefault(each => each.IsOpen(artifacts)) : all.FirstOrDefault(each => each.Id == id);
        return found ?? throw new SlurmException(id is null
            ? $"No submission of {FolderIn(artifacts)} is open. Start one by `hvae-repro run TARGET --executor slurm`, "
                + "or name its artifacts by --artifacts DIR."
            : $"There is no submission '{id}' in {FolderIn(artifacts)}.{NearestNames.Suggest(id, all.Select(each => each.Id))}");
    }

    /// <summary>Makes the folder of a submission and the copy of the program.</summary>
    internal static Submission Begin(
        string artifacts, string program, IReadOnlyList<string> arguments, string workingFolder, TimeProvider time)
    {
        var folder = FolderIn(artifacts);
        var place = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..4]; // Names in the queue are one user's, not one folder's.
        var stem = $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{place}";
        var id = stem;
        for (var number = 2; Directory.Exists(Path.Combine(folder, id)); number++)
            id = $"{stem}-{number}";
        Directory.CreateDirectory(Path.Combine(folder, id));
        return new()
        {
            Id = id,
            Created = time.GetUtcNow(),
            Arguments = arguments,
            WorkingFolder = workingFolder,
            Program = ProgramSnapshot.Take(program, Path.Combine(folder, ProgramsName)),
        };
    }

    /// <summary>Returns the folder of one of its arrays.</summary>
    internal ArrayFolder FolderOf(string artifacts, SubmittedArray array) => new(Path.Combine(FolderIn(artifacts), Id, array.Name));

    /// <summary>Records that all its jobs have ended.</summary>
    public void Close(string artifacts) => (this with { Ended = true }).Write(artifacts);

    /// <summary>Removes its jobs from the queue and ends those that run. A command that watches them ends too.</summary>
    /// <exception cref="SlurmException">Thrown when Slurm refuses.</exception>
    public async Task CancelAsync(string artifacts, SlurmCommands commands, CancellationToken cancellation)
    {
        AtomicFile.WriteText(Path.Combine(FolderIn(artifacts), Id, CancelledName), "");
        await commands.CancelAsync(Arrays.Select(array => array.JobName), cancellation);
    }

    /// <summary>Writes the file.</summary>
    internal void Write(string artifacts) =>
        AtomicFile.WriteText(Path.Combine(FolderIn(artifacts), Id, FileName), RecordJson.Text(this));
}

/// <summary>Copies of the program's folder, one for each content, which submissions share.</summary>
internal static class ProgramSnapshot
{
    private const int HashLetters = 16;

    /// <summary>Returns the folder of the copy, which is made when it is missing.</summary>
    /// <param name="program">Folder of the program that runs now.</param>
    /// <param name="snapshots">Folder of the copies.</param>
    public static string Take(string program, string snapshots)
    {
        var files = Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories)
            .Select(file => (From: file, Name: Path.GetRelativePath(program, file))).OrderBy(file => file.Name, StringComparer.Ordinal)
                .ToList();
        var folder = Path.Combine(snapshots, HashOf(files)[..HashLetters]);
        if (Directory.Exists(folder)) return folder;
        var half = Path.Combine(snapshots, $".{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(half);
        foreach (var (from, name) in files)
        {
            var to = Path.Combine(half, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }

        Directory.Move(half, folder);
        return folder;
    }

    private static string HashOf(IEnumerable<(string From, string Name)> files)
    {
        var lines = files.Select(file => $"{ResultFile.HashOfFile(file.From)} {file.Name}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
