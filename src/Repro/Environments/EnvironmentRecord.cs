// On what machine, with what code and settings a run was made.

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Shared;

namespace Repro.Environments;

/// <summary>Facts about the machine, the code and the settings of a run, by name, in the order in which people read them.</summary>
/// <param name="Facts">Names and values, e.g. of <c>commit</c>, <c>cpu</c>, <c>dotnet</c>.</param>
public sealed record EnvironmentRecord(IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>The value of a fact; empty when it is not known.</summary>
    public string this[string name] => Facts.FirstOrDefault(fact => fact.Key == name).Value ?? "";

    /// <summary>A few lines for people, which are printed above results.</summary>
    public string Header => string.Join('\n', ((string[])[
        $"{this["os"]}, {this["cpu"]}, {this["cores"]} cores, {this["memory"]}{Optional("gpu", ", ")}",
        $".NET {this["dotnet"]}, {this["executor"]} executor, "
        + $"{(this["workers"] is { Length: > 0 } workers ? Number(workers, "worker") : "tasks")} of {Number(this["threads"], "thread")}",
        Commit,
        $"started {this["started"]}",
    ]).Where(line => line.Length > 0));

    /// <summary>One sentence for captions: the commit and the machine.</summary>
    public string Provenance => $"{char.ToUpperInvariant(Commit[0])}{Commit[1..]}; {Machine}.";

    /// <summary>
    /// Returns the same sentence for results that may have been computed elsewhere or earlier; null when they do not hold these facts. Of
    /// many commits it names those with local changes, then those with most results.
    /// </summary>
    /// <param name="results">Environment of each result.</param>
    public static string? ProvenanceOf(IEnumerable<IReadOnlyDictionary<string, string>> results)
    {
        var records = results.Select(result => new EnvironmentRecord([.. result])).Where(record => record["cpu"].Length > 0).ToList();
        if (records.Count == 0) return null;
        var commits = records.CountBy(record => record.Commit)
            .OrderByDescending(commit => commit.Key.Contains(LocalChanges, StringComparison.Ordinal))
            .ThenByDescending(commit => commit.Value).ToList();
        var text = commits.Count == 1 ? commits[0].Key
            : string.Join(", ", commits.Take(MostCommits).Select(commit => $"{commit.Key} ({Counted.Of(commit.Value, "result")})"));
        if (commits.Count > MostCommits) text += $" and {commits.Count - MostCommits} more";
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}; "
            + $"{string.Join(", ", records.Select(record => record.Machine).Distinct())}.";
    }

    private const int MostCommits = 3;

    private const string LocalChanges = "with local changes";

    private string Machine =>
        $"{this["cores"]} × {this["cpu"]}{(this["device"] is "" or "cpu" ? "" : $" with a GPU ({this["device"]})")}";

    private string Commit => this["commit"].Length == 0
        ? $"commit unknown ({(this["git"].Length > 0 ? this["git"] : "not a git checkout")})"
        : $"commit {Short("commit")}" + this["dirty"] switch
        {
            "true" => $" {LocalChanges} (diff {Short("diff_sha256")})",
            "unknown" => $", perhaps {LocalChanges} (git did not say)",
            _ => "",
        };

    private string Short(string hash) => this[hash][..Math.Min(12, this[hash].Length)];

    /// <summary>Gathers the facts that this process can know; facts that are not available are left out.</summary>
    /// <param name="settings">Facts that the caller knows: the executor, workers, threads and so on.</param>
    /// <param name="time">The clock.</param>
    public static EnvironmentRecord Gather(IEnumerable<KeyValuePair<string, string>> settings, TimeProvider time)
    {
        var facts = new List<KeyValuePair<string, string>>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value) && !facts.Exists(fact => fact.Key == name)) facts.Add(new(name, value.Trim()));
        }

        Add("started", time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss 'UTC'"));
        foreach (var (name, value) in GitState.Of(AppContext.BaseDirectory).Facts) Add(name, value);
        Add("host", Environment.MachineName);
        foreach (var (name, value) in Platform.Current.Facts) Add(name, value);
        Add("cores", $"{Environment.ProcessorCount}");
        Add("memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:F1} GiB");
        var gpus = Command.Output("nvidia-smi", ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]);
        Add("gpu", gpus?.Trim().ReplaceLineEndings("; "));
        Add("dotnet", Environment.Version.ToString());
        Add("runtime_identifier", RuntimeInformation.RuntimeIdentifier);
        foreach (var (name, value) in settings) Add(name, value);
        return new(facts);
    }

    /// <summary>Returns the facts that each result computed here carries: commit and machine.</summary>
    /// <param name="git">State of the code's checkout.</param>
    public static IEnumerable<KeyValuePair<string, string>> OfResults(GitState git) =>
    [
        .. git.Facts, new("host", Environment.MachineName), .. Platform.Current.Facts.Where(fact => fact.Key == "cpu"),
        new("cores", $"{Environment.ProcessorCount}"),
    ];

    private static string Number(string number, string noun) =>
        long.TryParse(number, out var count) ? Counted.Of(count, noun) : $"{number} {noun}s";

    private string Optional(string name, string before) => this[name].Length == 0 ? "" : before + this[name];
}

/// <summary>The state of a git checkout.</summary>
/// <param name="Commit">Full hash of the commit; empty outside a checkout or without git.</param>
/// <param name="IsDirty">
/// Whether tracked files outside <c>results</c> differ from the commit, or there are untracked ones; null when git does not say.
/// </param>
/// <param name="DiffSha256">SHA-256 of the difference and the names of untracked files; empty when clean or unknown.</param>
public sealed record GitState(string Commit, bool? IsDirty = null, string DiffSha256 = "")
{
    /// <summary>Why git refuses to read the checkout, with its own remedy; null when it does not refuse.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The state as facts of an environment record; none outside a checkout.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts => Refusal is not null ? [new("git", Refusal)] : Commit.Length == 0 ? [] :
    [
        new("commit", Commit), new("dirty", IsDirty switch { true => "true", false => "false", null => "unknown" }),
        new("diff_sha256", DiffSha256),
    ];

    /// <summary>Returns the state as one word for a command line.</summary>
    public override string ToString() => IsDirty == false ? Commit : $"{Commit}+{DiffSha256}";

    /// <summary>Reads a word that <see cref="ToString"/> has written.</summary>
    public static GitState Parse(string word) => word.Split('+', 2) is [var commit, var difference]
        ? new(commit, difference.Length == 0 ? null : true, difference) : new(word, false);

    /// <summary>
    /// Returns the state of the checkout to which the program in <paramref name="folder"/> belongs: the nearest folder above it with a
    /// solution, or else the folder itself, must be the top level of the repository. A copy inside of another repository has no commit.
    /// </summary>
    /// <param name="folder">Folder of the program.</param>
    public static GitState Of(string folder)
    {
        var root = folder;
        for (var above = new DirectoryInfo(folder); above is not null && root == folder; above = above.Parent)
            if (above.Exists && above.EnumerateFiles("*.sln").Any()) root = above.FullName;
        if (Ask(root, "rev-parse", "--show-prefix", "HEAD") is not { } answer) return new("");
        if (answer.ExitCode != 0) return new("") { Refusal = RefusalIn(answer.Error) };
        if (answer.Output.Split('\n') is not ["", { Length: > 0 } commit, ..]) return new("");
        if (Ask(root, "status", "--porcelain", "--", ".", NoResults) is not { ExitCode: 0 } status) return new(commit);
        if (status.Output.Length == 0) return new(commit, false);
        if (Ask(root, "diff", "HEAD", "--no-color", "--no-ext-diff", "--", ".", NoResults) is not { ExitCode: 0 } difference)
            return new(commit);
        return new(commit, true, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(status.Output + difference.Output))));
    }

    /// <summary>The committed results do not count, because a run changes them and no number depends on them.</summary>
    private const string NoResults = ":(exclude)results";

    private static string? RefusalIn(string error)
    {
        if (!error.Contains("dubious ownership", StringComparison.Ordinal)) return null;
        var remedy = error.Split('\n').FirstOrDefault(line => line.Contains("safe.directory", StringComparison.Ordinal))?.Trim();
        return $"git refuses this checkout, which another user owns; to trust it: {remedy}";
    }

    /// <summary>
    /// Runs git on the folder alone. In hooks and aliases variables such as GIT_DIR name another repository; those that configure git
    /// stay. Returns null when git is missing or takes too long.
    /// </summary>
    private static CommandAnswer? Ask(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_") && !name.StartsWith("GIT_CONFIG")).ToList())
            start.Environment.Remove(name);
        return Command.Answer(start);
    }
}
