// The commands that plan or run targets: run, why, keep, status.

using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Records;
using Shared;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>Makes the commands run, why, keep and status.</summary>
internal static class RunCommands
{
    private static readonly Argument<string> Target = new("target")
    {
        Description = "Xiao23.Figure8, or Table1 for those of both papers, or All, or Fidelity",
        HelpName = "target", // Else the help lists all of them.
        CompletionSources = { _ => Session.TargetNames().Select(name => new CompletionItem(name)) },
    };

    private static readonly Argument<string> OptionalTarget = new("target")
    {
        Description = "As for run (default: All)",
        DefaultValueFactory = _ => "All",
        HelpName = "target",
        CompletionSources = { _ => Session.TargetNames().Select(name => new CompletionItem(name)) },
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print how many jobs would run and for how long; run and download nothing, but decode the images that are there",
    };

    private static readonly Option<bool> FailOnClaims = new("--fail-on-claims")
    {
        Description = $"End with exit code {ExitCode.ClaimFailed} if everything ran and a claim of the target fails",
    };

    private static readonly Option<string[]> WeightsOf = new("--weights-of")
    {
        Description = "Keep the weights of these kinds of job too, e.g. classifier, so that other jobs need not train them again",
        HelpName = "kind",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Makes `run`, which computes what is missing, then writes tables, figures and records.</summary>
    public static Command Run()
    {
        var command = Make("run", "Run a target: train what is not cached, record and draw the results", Target);
        command.Options.Add(FailOnClaims);
        command.Options.Add(DryRun);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = Options.Settings(parsed);
            if (Options.NoticeOfCurrentFolder(parsed) is { } notice) Console.Error.WriteLine(notice);
            if (settings.Executor != ExecutorKind.Slurm && settings.Threads > Environment.ProcessorCount)
                Console.Error.WriteLine(
                    $"--threads {settings.Threads} is more than the {Environment.ProcessorCount} cores of this machine, which makes jobs "
                    + "slower.");
            if (parsed.GetValue(DryRun)) return PrintDryRun(settings, parsed);
            var session = new Session(settings, Output.Console(parsed));
            session.RequireDevice();
            return await RunAsync(session, session.Runner(), parsed, cancellation);
        });
        return command;
    }

    /// <summary>Continues a submission as the command that submitted it would.</summary>
    /// <param name="parsed">The command line of that command, parsed again.</param>
    /// <param name="artifacts">Folder of artifacts in which the submission was found.</param>
    /// <param name="submission">Submission to a cluster whose jobs are watched.</param>
    /// <param name="cancellation">Ends the watching; the jobs stay with Slurm.</param>
    public static async Task<int> AttachAsync(ParseResult parsed, string artifacts, Submission submission, CancellationToken cancellation)
    {
        // Jobs that were to run again did so when they were submitted.
        var settings = Options.Settings(parsed) with { Artifacts = artifacts, Force = false, RetryFailed = false, Retrain = false };
        var session = new Session(settings, Output.Console(parsed));
        var code = await RunAsync(session, session.Runner(submission), parsed, cancellation);
        if (code != ExitCode.Interrupted)
            (Submission.All(artifacts).FirstOrDefault(each => each.Id == submission.Id) ?? submission).Close(artifacts);
        return code;
    }

    private static async Task<int> RunAsync(Session session, Runner runner, ParseResult parsed, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(session.Targets(parsed.GetValue(Target)!), session.LoadPreset(), cancellation);
        if (parsed.GetValue(Options.Json)) Output.WriteJson(RunJson.Of(result));
        return result.Status == RunStatus.Succeeded && parsed.GetValue(FailOnClaims) && FailedClaims(result) is { Length: > 0 } failed
            ? Fail(failed)
            : ExitCodeOf(result.Status);

        static int Fail(string[] failed)
        {
            Console.Error.WriteLine($"{Counted.Of(failed.Length, "claim fails", "claims fail")}: {string.Join(", ", failed)}.");
            return ExitCode.ClaimFailed;
        }
    }

    /// <summary>
    /// Returns the claims that the data contradict. "Undecided" and "not testable here" are no failures: small presets leave most claims
    /// there.
    /// </summary>
    internal static string[] FailedClaims(RunResult result) =>
    [
        .. from experiment in result.Experiments
           from claim in experiment.Conclusion?.Claims ?? []
           where claim.Verdict == Verdict.Fails
           select $"{claim.Id} of {experiment.Name}",
    ];

    /// <summary>Makes `why`, which prints for each job of a target that it is cached, or why it would run.</summary>
    public static Command Why()
    {
        var command = Make("why", "Print for each job of a target that it is cached, or why it would run; runs no job", Target);
        command.SetAction(parsed =>
        {
            var session = new Session(Options.Settings(parsed) with { Offline = true }, Output.Console(onError: true));
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

    /// <summary>Makes `keep`, which adds the results of a target's jobs to the committed results of its preset.</summary>
    public static Command Keep()
    {
        var command = Make("keep", "Add the results of a target's jobs, without weights, to the committed results of the preset", Target);
        command.Options.Add(WeightsOf);
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed) with { Offline = true, Retrain = true };
            var session = new Session(settings, Output.Console(onError: true));
            var jobs = session.Runner().Why(session.Targets(parsed.GetValue(Target)!), session.LoadPreset()).Select(state => state.Job)
                .ToList();
            var whole = parsed.GetValue(WeightsOf) ?? [];
            string[] kinds = [.. jobs.Select(job => job.Kind).Distinct()];
            if (whole.Except(kinds).FirstOrDefault() is { } unknown)
                throw new UnknownNameException($"The target has no jobs of the kind '{unknown}'. It has {string.Join(", ", kinds)}.");
            var folder = Path.Combine(settings.PresetResults, CommittedResults.FolderName);
            var (kept, bytes) = new CommittedResults(folder).Keep(new(settings.Artifacts), jobs, whole: whole);
            Console.WriteLine($"{Counted.Of(kept, "result")} of {Counted.Of(jobs.Count, "job")} kept in {folder} ({bytes / 1e6:F1} MB).");
            return kept > 0 ? ExitCode.Success : ExitCode.SomethingMissing;
        });
        return command;
    }

    /// <summary>Makes `status`, which prints how much of each target is done, and how much is in a cluster's queue.</summary>
    public static Command Status()
    {
        var command = Make("status", "Print how much of each target is done", OptionalTarget);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = Options.Settings(parsed);
            var session = new Session(settings with { Executor = ExecutorKind.Local, Offline = true }, Output.Console(onError: true));
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

    private static int PrintDryRun(Settings settings, ParseResult parsed)
    {
        var session = new Session(settings with { Offline = true }, Output.Console(onError: true));
        var (targets, preset) = (session.Targets(parsed.GetValue(Target)!), session.LoadPreset());
        var states = session.Runner().Why(targets, preset);
        var known = settings.Force
            ? new Session(settings with { Offline = true, Force = false }, Output.Console(onError: true)).Runner().Why(targets, preset)
            : states;
        var forecast = new RunForecast(states, known, settings.Executor == ExecutorKind.Slurm ? null : session.Workers);
        if (parsed.GetValue(Options.Json)) Output.WriteJson(forecast.ToJson());
        else forecast.Print(Console.Out);
        return ExitCode.Success;
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

    /// <summary>Counts each job once. A job in a queue counts as running or queued, even if it failed before.</summary>
    private static IEnumerable<(string Name, int Count)> Counts(IReadOnlyList<JobState> states, QueueState queue)
    {
        var counts = states.CountBy(state => state switch
        {
            { IsCached: true } => "done",
            _ when queue.Running.Contains(state.Job.Key) => "running",
            _ when queue.Queued.Contains(state.Job.Key) => "queued",
            { Reason: Resumes } => "interrupted",
            { Reason: FailedBefore } or { HasFailed: true } => "failed",
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
        RunStatus.NotDrawn or RunStatus.NotRecorded => ExitCode.SomethingMissing,
        _ => ExitCode.JobsFailed,
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
