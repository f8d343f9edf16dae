// On what machine, with what code and settings a run was made.

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

    /// <summary>One sentence for captions: the commit and the processor.</summary>
    public string Provenance => $"{char.ToUpperInvariant(Commit[0])}{Commit[1..]}; {this["cores"]} × {this["cpu"]}.";

    /// <summary>
    /// Returns the same sentence for results that may have been computed elsewhere or earlier; null when they do not hold these facts.
    /// </summary>
    /// <param name="results">Environment of each result.</param>
    public static string? ProvenanceOf(IEnumerable<IReadOnlyDictionary<string, string>> results)
    {
        var records = results.Select(result => new EnvironmentRecord([.. result])).Where(record => record["cpu"].Length > 0).ToList();
        if (records.Count == 0) return null;
        var commits = records.CountBy(record => record.Commit).OrderByDescending(commit => commit.Value).ToList();
        var text = commits.Count == 1 ? commits[0].Key
            : string.Join(", ", commits.Take(MostCommits).Select(commit => $"{commit.Key} ({commit.Value} results)"));
        if (commits.Count > MostCommits) text += $" and {commits.Count - MostCommits} more";
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}; "
            + $"{string.Join(", ", records.Select(record => $"{record["cores"]} × {record["cpu"]}").Distinct())}.";
    }

    private const int MostCommits = 3;

    private string Commit => this["commit"].Length == 0
        ? "commit unknown (not a git checkout)"
        : $"commit {Short("commit")}{(this["dirty"] == "true" ? $" with local changes (diff {Short("diff_sha256")})" : "")}";

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
/// <param name="Dirty">Whether tracked files differ from the commit, or there are untracked ones.</param>
/// <param name="DiffSha256">SHA-256 of the difference and the names of untracked files; empty when clean.</param>
public sealed record GitState(string Commit, bool Dirty, string DiffSha256)
{
    /// <summary>The state as facts of an environment record; none outside a checkout.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts => Commit.Length == 0 ? [] :
    [
        new("commit", Commit), new("dirty", Dirty ? "true" : "false"), new("diff_sha256", DiffSha256),
    ];

    /// <summary>Returns the state as one word for a command line.</summary>
    public override string ToString() => Dirty ? $"{Commit}+{DiffSha256}" : Commit;

    /// <summary>Reads a word that <see cref="ToString"/> has written.</summary>
    public static GitState Parse(string word) =>
        word.Split('+', 2) is [var commit, var difference] ? new(commit, true, difference) : new(word, false, "");

    /// <summary>Returns the state of the checkout that contains <paramref name="folder"/>.</summary>
    public static GitState Of(string folder)
    {
        var commit = Ask(folder, "rev-parse", "HEAD");
        if (string.IsNullOrWhiteSpace(commit)) return new("", false, "");
        var status = Ask(folder, "status", "--porcelain") ?? "";
        if (status.Length == 0) return new(commit.Trim(), false, "");
        var difference = status + Ask(folder, "diff", "HEAD", "--no-color", "--no-ext-diff");
        return new(commit.Trim(), true, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(difference))));
    }

    private static string? Ask(string folder, params string[] arguments) => Command.Output("git", ["-C", folder, .. arguments]);
}
