// The commands that run no target: list, doctor, rebuild, and the hidden commands of workers.

using System.CommandLine;
using System.Text.Json.Nodes;
using Experiments.Presets;
using Hvae.Data;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>Makes the commands that run no target.</summary>
internal static class OtherCommands
{
    /// <summary>Makes `list`, which prints targets and presets.</summary>
    public static Command List()
    {
        var command = new Command("list", "List targets and presets") { Options.Json };
        command.SetAction(parsed =>
        {
            var session = new Session(Options.Defaults() with { Offline = true }, Output.Console(onError: true));
            var targets = session.Experiments.Select(experiment => (experiment.Name, experiment.Description));
            var presets = Preset.Folder.Names().Select(name => (name, Preset.Load(name).Description));
            if (parsed.GetValue(Options.Json))
                Output.WriteJson(new JsonObject { ["targets"] = ToJson(targets), ["presets"] = ToJson(presets) });
            else
                Print(("Targets", targets), ("Presets", presets));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Makes `doctor`, which prints what this machine has and lacks.</summary>
    public static Command Doctor()
    {
        var command = new Command("doctor", "Print what this machine has, what it lacks, and how to get it") { Options.Json };
        foreach (var option in new Option[] { Options.Data, Options.Artifacts, Options.Results }) command.Options.Add(option);
        command.SetAction(CommandLine.Doctor.Run);
        return command;
    }

    /// <summary>Makes `rebuild`, which writes new records from the artifacts.</summary>
    public static Command Rebuild()
    {
        var command =
            new Command("rebuild", "Write the records of a preset again from the artifacts; the old file is kept under another name");
        foreach (var option in new Option[]
        {
            Options.Preset, Options.Precision, Options.Data, Options.StandIns, Options.Device, Options.Threads, Options.AcceptCode,
            Options.AcceptEnvironment, Options.Artifacts, Options.Results, Options.Reference,
        })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = Options.Settings(parsed) with { Offline = true, Verbosity = Verbosity.Quiet };
            var session = new Session(settings, Output.Console(onError: true));
            var preset = session.LoadPreset();
            var path = Path.GetFullPath(Path.Combine(settings.PresetResults, RecordsDatabase.FileName));
            using (ArtifactsLock.Take(settings.Artifacts, Console.Error.WriteLine, TimeProvider.System))
            {
                var rebuilt = Repro.Records.Rebuild.Run(
                    path, new(settings.Artifacts), preset, Session.Environment(settings).Facts, TimeProvider.System);
                foreach (var damaged in rebuilt.Damaged) Console.WriteLine($"not taken: {damaged}");
                Console.WriteLine($"{path}: {rebuilt.Results} results from {settings.Artifacts}, of all presets.");
                if (rebuilt.Aside is not null) Console.WriteLine($"The old records are kept as {rebuilt.Aside}.");
            }

            if (!await ConcludeAsync(session, preset, cancellation)) return ExitCode.Interrupted;
            Console.WriteLine(RebuiltRecords.NotRecovered);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>
    /// Concludes again all targets whose results are whole, which brings back their tables, figures and claims, and says of the others why
    /// they are left out. Returns false when Ctrl+C came in between.
    /// </summary>
    private static async Task<bool> ConcludeAsync(Session session, PresetFile preset, CancellationToken cancellation)
    {
        var whole = new List<IExperiment>();
        foreach (var target in session.Experiments)
        {
            cancellation.ThrowIfCancellationRequested();
            if (WhyNot(session, target, preset) is { } why) Console.WriteLine($"not concluded: {target.Name}: {why}");
            else whole.Add(target);
        }

        return whole.Count == 0 || (await session.Runner().RunAsync(whole, preset, cancellation)).Status != RunStatus.Cancelled;
    }

    /// <summary>Returns why a target cannot be concluded without running jobs; null when it can be.</summary>
    private static string? WhyNot(Session session, IExperiment target, PresetFile preset)
    {
        try
        {
            var states = session.Runner().Why([target], preset);
            if (states.FirstOrDefault(state => !state.IsCached && !state.HasFailed) is not { } missing) return null;
            var standIns = target.Plan(new() { Preset = preset.Name, Settings = preset.Settings, Provenance = "" }).Data
                .Where(source => source.IsStandIn).Select(source => source.Wanted).Distinct().ToList();
            return $"{states.Count(state => state.IsCached)} of {states.Count} results are there; {missing.Job.Kind} {missing.Job.Label} "
                + $"{missing.Text}."
                + (standIns.Count == 0 ? "" : $" The data folder lacks {string.Join(", ", standIns)}; name another by --data DIR.");
        }
        catch (DataMissingException missing)
        {
            return missing.Message;
        }
    }

    /// <summary>Makes `worker`, which the local executor starts and which talks on standard input and output.</summary>
    public static Command Worker() => Hidden(
        "worker", "Serve jobs to the process that started this one", (_, handlers, facts) => WorkerLoop.Run(handlers, facts));

    /// <summary>Makes `worker-task`, which a task of a job array runs.</summary>
    public static Command WorkerTask()
    {
        var file = new Argument<string>("file") { Description = "The jobs, written by the Slurm executor" };
        var command = Hidden(
            "worker-task", "Run the jobs of a task file", (parsed, handlers, facts) =>
                Repro.Execution.Slurm.SlurmTask.Run(parsed.GetValue(file)!, handlers, facts));
        command.Arguments.Add(file);
        return command;
    }

    private static Command Hidden(
        string name, string description, Func<ParseResult, IReadOnlyList<IJobHandler>, Func<IReadOnlyDictionary<string, string>>, int> run)
    {
        var command = new Command(name, description) { Hidden = true };
        foreach (var option in new Option[] { Options.Data, Options.Artifacts, Options.Device, Options.Threads, Options.CheckpointSeconds,
            Options.Commit })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed);
            return run(parsed, Catalogue.Handlers(Session.Machine(settings)), () => Session.TensorFacts(settings));
        });
        return command;
    }

    private static void Print(params (string Heading, IEnumerable<(string Name, string Description)> Entries)[] lists)
    {
        foreach (var (heading, entries) in lists)
        {
            Console.WriteLine($"{heading}:");
            foreach (var (name, description) in entries) Console.WriteLine($"  {name,-22} {description}");
        }
    }

    private static JsonArray ToJson(IEnumerable<(string Name, string Description)> entries) =>
        [.. entries.Select(entry => (JsonNode)new JsonObject { ["name"] = entry.Name, ["description"] = entry.Description })];
}
