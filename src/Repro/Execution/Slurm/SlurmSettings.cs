// What a user says about the cluster, in a small JSON file and in options that take precedence over it.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Repro.Records;
using Shared;

namespace Repro.Execution.Slurm;

/// <summary>What each task of an array asks of the cluster. The cluster's default holds for each setting that is null.</summary>
public sealed partial record SlurmSettings
{
    /// <summary>Name of the file that is read when no other is named.</summary>
    public const string DefaultFile = "slurm.json";

    /// <summary>The option <c>--partition</c>.</summary>
    public string? Partition { get; init; }

    /// <summary>The option <c>--account</c>.</summary>
    public string? Account { get; init; }

    /// <summary>The option <c>--constraint</c>, e.g. <c>a100|h100</c>.</summary>
    public string? Constraint { get; init; }

    /// <summary>The option <c>--gpus-per-task</c>; 0 for none. When it is null, <see cref="ForDevice"/> decides.</summary>
    public int? GpusPerTask { get; init; }

    /// <summary>The option <c>--cpus-per-task</c>; by default the number of threads of a worker.</summary>
    public int? CpusPerTask { get; init; }

    /// <summary>The option <c>--mem</c>, e.g. <c>4G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>The option <c>--time</c> in Slurm's own forms, e.g. <c>90</c> (minutes), <c>4:00:00</c>, <c>1-12</c>.</summary>
    public string? Time { get; init; }

    /// <summary>Seconds before the time limit at which a task is told to write its checkpoint; from 1 to 65535.</summary>
    public int GraceSeconds { get; init; } = 120;

    /// <summary>Most tasks of one array that run at the same time.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>Number of jobs that one task runs one after another; more than one saves start-up time when jobs are short.</summary>
    public int CellsPerTask { get; init; } = 1;

    /// <summary>Seconds between two looks at the queue.</summary>
    public double PollSeconds { get; init; } = 10;

    /// <summary>Further options of sbatch, each beginning with <c>--</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Shell lines before the program, e.g. <c>module load dotnet</c>.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>Reads a settings file; comments and trailing commas are allowed.</summary>
    /// <exception cref="SlurmException">Thrown when the file cannot be read, or when a setting is unknown or wrong.</exception>
    public static SlurmSettings Load(string path)
    {
        try
        {
            var file = JsonNode.Parse(File.ReadAllText(path), documentOptions: Accepted);
            return Read(file as JsonObject ?? throw new SlurmException("it is not a JSON object; put the settings between { and }."))
                .Validated();
        }
        catch (SlurmException problem)
        {
            throw new SlurmException($"The Slurm settings {path} cannot be used: {problem.Message}", problem);
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            throw new SlurmException(
                $"The Slurm settings {path} cannot be read: {problem.Message} Correct the file, or name another by --slurm FILE.", problem);
        }
    }

    /// <summary>
    /// Returns these settings, with one GPU for each task when its tensors are on a GPU and the settings do not mention GPUs. On many
    /// clusters a task sees only the GPUs that it has asked for, numbered from 0.
    /// </summary>
    /// <param name="device">The device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="SlurmException">
    /// Thrown when the device's number is beyond the GPUs that the task asks for, or when it asks for GPUs that it does not use.
    /// </exception>
    public SlurmSettings ForDevice(string device)
    {
        if (device == "cpu" && GpusPerTask > 0)
            throw new SlurmException(
                $"A task asks for {GpusPerTask} GPU{(GpusPerTask == 1 ? "" : "s")}, which --device cpu does not use. Use --device cuda, or "
                + "set gpusPerTask or --slurm-gpus to 0.");
        if (!device.StartsWith("cuda") || Options.Any(GpuOption().IsMatch)) return this;
        var asked = GpusPerTask ?? 1;
        if (asked > 0 && device.Split(':') is [_, var number] && int.Parse(number) >= asked)
            throw new SlurmException(
                $"A task that asks for {asked} GPU{(asked == 1 ? "" : "s")} may see no {device}: "
                + "Slurm numbers the GPUs of each task from 0. Use --device cuda, or ask for more by --slurm-gpus N.");
        return this with { GpusPerTask = asked };
    }

    /// <summary>Returns these settings if all of them are valid.</summary>
    /// <exception cref="SlurmException">Thrown when one is not valid; the message names it.</exception>
    public SlurmSettings Validated()
    {
        foreach (var (name, value) in new[] { ("partition", Partition), ("account", Account), ("constraint", Constraint) })
            Require(value is null || value.Length > 0 && !value.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)), name,
                value, "one word");
        Require(Memory is null || MemoryForm().IsMatch(Memory), "memory", Memory, "a number with K, M, G or T, e.g. \"4G\"");
        var limit = Time is null ? null : SlurmTime.Parse(Time);
        Require(Time is null || limit is not null, "time", Time,
            "minutes or a time such as \"4:00:00\" or \"1-12\" (one day and twelve hours)");
        Require(GpusPerTask is null or >= 0 and <= 1024, "gpusPerTask", GpusPerTask, "from 0 to 1024");
        Require(CpusPerTask is null or >= 1 and <= 4096, "cpusPerTask", CpusPerTask, "from 1 to 4096");
        Require(MaxParallel is null or >= 1, "maxParallel", MaxParallel, "1 or more");
        Require(CellsPerTask >= 1, "cellsPerTask", CellsPerTask, "1 or more");
        Require(PollSeconds is > 0 and <= 3600, "pollSeconds", PollSeconds, "above 0 and at most 3600");
        Require(GraceSeconds is >= 1 and <= 65535, "graceSeconds", GraceSeconds, "from 1 to 65535");
        Require(limit is not { } whole || whole.TotalSeconds > GraceSeconds, "graceSeconds", GraceSeconds,
            $"shorter than the time limit {Time}");
        foreach (var option in Options)
            Require(option.StartsWith("--") && !option.Contains('\n'), "options", option,
            "options of sbatch that begin with --, one a text");
        foreach (var line in Setup) Require(!line.Contains('\n'), "setup", line, "shell lines, one a text");
        return this;
    }

    private static void Require(bool holds, string name, object? value, string expected)
    {
        if (!holds)
            throw new SlurmException(
            $"\"{name}\" is {JsonSerializer.Serialize(value)}; it must be {expected}.");
    }

    private static SlurmSettings Read(JsonObject file)
    {
        var known = typeof(SlurmSettings).GetProperties().Where(property => property.CanWrite)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).ToList();
        if (file.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new SlurmException($"there is no setting \"{unknown}\".{NearestNames.Suggest(unknown, known)}");
        try
        {
            return file.Deserialize<SlurmSettings>(Form)!;
        }
        catch (JsonException problem)
        {
            throw new SlurmException($"the value at {problem.Path} is of the wrong type; docs/slurm.md lists the settings.", problem);
        }
    }

    private static readonly JsonDocumentOptions Accepted =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions Form =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true };

    [GeneratedRegex("^[1-9][0-9]*[KMGT]?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemoryForm();

    /// <summary>Matches the other options by which sbatch is asked for GPUs.</summary>
    [GeneratedRegex("^--(gpus|(gres|tres-per-[a-z]+)[= ].*gpu)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GpuOption();
}

/// <summary>Times in the forms minutes, M:S, H:M:S, D-H, D-H:M or D-H:M:S (sbatch(1), <c>--time</c>).</summary>
internal static partial class SlurmTime
{
    /// <summary>Reads a time; null when the text is no such time, or the time is zero.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) return null;
        long Part(string name) => match.Groups[name].Success ? long.Parse(match.Groups[name].Value) : 0;
        var time = TimeSpan.FromSeconds(((Part("days") * 24 + Part("hours")) * 60 + Part("minutes")) * 60 + Part("seconds"));
        return time > TimeSpan.Zero ? time : null;
    }

    [GeneratedRegex(
        @"^(?:(?<days>\d{1,5})-(?<hours>\d{1,5})(?::(?<minutes>\d{1,5})(?::(?<seconds>\d{1,5}))?)?"
        + @"|(?<hours>\d{1,5}):(?<minutes>\d{1,5}):(?<seconds>\d{1,5})|(?<minutes>\d{1,7})(?::(?<seconds>\d{1,5}))?)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
