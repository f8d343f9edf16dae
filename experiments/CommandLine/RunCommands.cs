// The commands that plan or run targets: run, why, status.

using System.CommandLine;
using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Records;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>Makes the commands.</summary>
internal static class RunCommands
{
    private static readonly Argument<string> Target = new("target")
    {
        Description = "Xiao23.Figure8, or Figure8 for every paper's, or All, or Fidelity",
    };

    private static readonly Argument<string> OptionalTarget = new("target")
    {
        Description = "As for run; all targets when left out",
        DefaultValueFactory = _ => "All",
    };

    /// <summary>`run`: computes what is missing, then tables, figures and records.</summary>
    public static Command Run()
    {
        var command = Make("run", "Run a target: train what is not cached, record, draw", Target);
        command.SetAction(async (parsed, cancellation) =>
        {
            var session = new Session(Options.Settings(parsed), Output.Console(parsed));
            session.RequireDevice();
            return await RunAsync(session, session.Runner(), parsed, cancellation);
        });
        return command;
    }

    /// <summary>Goes on with a submission as the command line that made it would, once its own jobs are in the queue.</summary>
    /// <param name="parsed">That command line, parsed again.</param>
    /// <param name="artifacts">Where the submission was found.</param>
    /// <param name="submission">What to go on with.</param>
    /// <param name="cancellation">Leaves the jobs to Slurm.</param>
    public static async Task<int> AttachAsync(ParseResult parsed, string artifacts, Submission submission, CancellationToken cancellation)
    {
        var settings = Options.Settings(
            parsed) with
        { Artifacts = artifacts, Force = false }; // What was to be begun anew has been, when it was submitted.
        var session = new Session(settings, Output.Console(parsed));
        var code = await RunAsync(session, session.Runner(submission), parsed, cancellation);
        if (code != ExitCode.Interrupted)
            (Submission.All(artifacts).FirstOrDefault(each => each.Id == submission.Id) ?? submission).Close(artifacts);
        return code;
    }

    private static async Task<int> RunAsync(Session session, Runner runner, ParseResult parsed, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(session.Targets(parsed.GetValue(Target)!), session.LoadPreset(), cancellation);
        if (parsed.GetValue(Options.Json)) Output.WriteJson(ToJson(result));
        return ExitCodeOf(result.Status);
    }

    /// <summary>`why`: each job of a target, cached or to be run and for what reason.</summary>
    public static Command Why()
    {
        var command = Make("why", "Say for each job of a target whether it is cached, or why it would run; runs no job", Target);
        command.SetAction(parsed =>
        {
            var session = new Session(Options.Settings(parsed), Output.Console(parsed));
            var states = session.Runner().Why(session.Targets(parsed.GetValue(Target)!), session.LoadPreset());
            if (parsed.GetValue(Options.Json))
                Output.WriteJson(new JsonArray([.. states.Select(state => (JsonNode)ToJson(state))]));
            else
                foreach (var state in states)
                    Console.WriteLine($"{state.Job.Key[..12]}  {state.Job.Kind,-12} {state.Job.Label}: {state.Text}");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>`status`: how much of each target is done, and what of it is in a cluster's queue.</summary>
    public static Command Status()
    {
        var command = Make("status", "Say how much of each target is done", OptionalTarget);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = Options.Settings(parsed);
            var session = new Session(settings with { Executor = ExecutorKind.Local }, Output.Console(parsed));
            var preset = session.LoadPreset();
            var all = session.Targets(parsed.GetValue(OptionalTarget)!)
                .Select(target => (target.Name, States: session.Runner().Why([target], preset)))
                .ToArray();
            var queue = await QueueState.OfAsync(settings.Artifacts, Console.Error.WriteLine, cancellation);
            if (parsed.GetValue(Options.Json))
                Output.WriteJson(new JsonArray([.. all.Select(target => (JsonNode)ToJson(target.Name, target.States, queue))]));
            else
                PrintStatus(Output.Console(parsed), all, queue);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Make(string name, string description, Argument<string> target)
    {
        var command = new Command(name, description) { target };
        foreach (var option in Options.All.Append(Options.Json)) command.Options.Add(option);
        return command;
    }

    private static void PrintStatus(
        IAnsiConsole console, IEnumerable<(string Name, IReadOnlyList<JobState> States)> targets, QueueState queue)
    {
        var table = new Table().Border(TableBorder.None)
            .AddColumns("target", "jobs", "done", "running", "queued", "interrupted", "failed", "to do");
        foreach (var (name, states) in targets)
            table.AddRow([name, $"{states.Count}", .. Counts(states, queue).Select(count => $"{count.Count}")]);
        console.Write(table);
        foreach (var (id, text) in queue.Submissions)
            console.WriteLine($"submission {id}: {text}; `hvae-repro attach {id}` watches it, `hvae-repro cancel {id}` ends it");
    }

    /// <summary>Each job counts once: what is in a queue counts there, whatever else is known of it.</summary>
    private static IEnumerable<(string Name, int Count)> Counts(IReadOnlyList<JobState> states, QueueState queue)
    {
        var counts = states.CountBy(state => state switch
        {
            { IsCached: true } => "done",
            _ when queue.Running.Contains(state.Job.Key) => "running",
            _ when queue.Queued.Contains(state.Job.Key) => "queued",
            { Reason: Resumes } => "interrupted",
            { Reason: FailedBefore } => "failed",
            _ => "to_do",
        }).ToDictionary();
        return new[] { "done", "running", "queued", "interrupted", "failed", "to_do" }.Select(
            name => (name, counts.GetValueOrDefault(name)));
    }

    private static int ExitCodeOf(RunStatus status) => status switch
    {
        RunStatus.Succeeded => ExitCode.Success,
        RunStatus.CheckFailed => ExitCode.CheckFailed,
        RunStatus.Cancelled => ExitCode.Interrupted,
        RunStatus.NotDrawn => ExitCode.SomethingMissing,
        _ => ExitCode.JobsFailed,
    };

    private static JsonObject ToJson(RunResult result) => new()
    {
        ["status"] = result.Status.ToString(),
        ["seconds"] = result.Time.TotalSeconds,
        ["jobs"] = new JsonArray([.. result.Jobs.Select(job => (JsonNode)new JsonObject
        {
            ["key"] = job.State.Job.Key,
            ["kind"] = job.State.Job.Kind,
            ["label"] = job.State.Job.Label,
            ["end"] = job.End.ToString().ToLowerInvariant(),
            ["error"] = job.Error,
            ["log"] = job.Log,
        })]),
        ["files"] = new JsonArray([.. result.Files.Select(file => (JsonNode)file)]),
    };

    private static JsonObject ToJson(JobState state) => new()
    {
        ["key"] = state.Job.Key,
        ["kind"] = state.Job.Kind,
        ["label"] = state.Job.Label,
        ["cached"] = state.IsCached,
        ["reason"] = state.Text,
    };

    private static JsonObject ToJson(string target, IReadOnlyList<JobState> states, QueueState queue)
    {
        var json = new JsonObject { ["target"] = target, ["jobs"] = states.Count };
        foreach (var (name, count) in Counts(states, queue)) json[name] = count;
        return json;
    }
}
