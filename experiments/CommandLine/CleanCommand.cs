// `hvae-repro clean`: lists results of jobs with their sizes, and deletes them with --yes.

using System.CommandLine;
using System.Globalization;
using Experiments.Presets;
using Hvae.Data;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Makes the command clean. Files of others in the folder of artifacts are kept.</summary>
internal static class CleanCommand
{
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete what is listed; without it nothing is deleted" };

    private static readonly Option<string[]> Targets = new("--target")
    {
        Description = "Only jobs of a target at --preset, also those that other targets share; may be repeated",
        HelpName = "TARGET",
    };

    private static readonly Option<TimeSpan?> OlderThan = new("--older-than")
    {
        Description = "Only jobs whose folder nothing was written to for that time: 30d, 12h or 45m",
        HelpName = "TIME",
        CustomParser = typed =>
        {
            if (TimeIn(typed.Tokens[^1].Value) is { } time) return time;
            typed.AddError($"--older-than is a number with d, h or m, e.g. 30d for 30 days, and not '{typed.Tokens[^1].Value}'.");
            return null;
        },
    };

    private static readonly Option<bool> Unreferenced = new("--unreferenced")
    {
        Description = "Only jobs that no target plans at any preset, nor at --preset, and that no records in the results folder name",
    };

    /// <summary>Makes `clean`.</summary>
    public static Command Make()
    {
        var command = new Command("clean", "List trained models and other results of jobs with their sizes; delete them with --yes")
        {
            Yes, Targets, OlderThan, Unreferenced, Options.Preset, Options.Data, Options.StandIns, Options.Artifacts, Options.Results,
        };
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed) with { Offline = true };
            var artifacts = Path.GetFullPath(settings.Artifacts);
            using var held = parsed.GetValue(Yes) ? ArtifactsLock.Take(artifacts, Console.Error.WriteLine, TimeProvider.System) : null;
            var jobs = Jobs(artifacts, settings);
            var folders = IsWhole(parsed) ? jobs.Concat(OtherFolders(artifacts, settings)) : Chosen(jobs, parsed, settings);
            return Finish([.. folders.GroupBy(folder => Path.GetDirectoryName(folder)!)], artifacts, parsed.GetValue(Yes));
        });
        return command;
    }

    private static bool IsWhole(ParseResult parsed) =>
        parsed.GetValue(Targets) is not { Length: > 0 } && parsed.GetValue(OlderThan) is null && !parsed.GetValue(Unreferenced);

    /// <summary>Returns the folder of each job, <c>ARTIFACTS/KIND/KEY</c>.</summary>
    private static IReadOnlyList<string> Jobs(string artifacts, Settings settings) =>
    [
        .. Catalogue.Handlers(Session.Machine(settings)).Select(handler => Path.Combine(artifacts, handler.Kind)).Distinct()
            .Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories),
    ];

    /// <summary>Returns the folders of decoded images and of submissions to a cluster.</summary>
    private static IEnumerable<string> OtherFolders(string artifacts, Settings settings) =>
        new[] { settings.DataOptions().CacheFolder, Submission.FolderIn(artifacts) }.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries);

    private static IEnumerable<string> Chosen(IReadOnlyList<string> jobs, ParseResult parsed, Settings settings)
    {
        IEnumerable<string> chosen = jobs;
        if (parsed.GetValue(Targets) is { Length: > 0 } targets)
        {
            var session = new Session(settings, Output.Console(onError: true));
            var planned = Keys(targets.SelectMany(session.Targets), session.LoadPreset());
            chosen = chosen.Where(folder => planned.Contains(Path.GetFileName(folder)));
        }

        if (parsed.GetValue(OlderThan) is { } age)
        {
            var before = TimeProvider.System.GetUtcNow().UtcDateTime - age;
            chosen = chosen.Where(folder => LastWritten(folder) < before);
        }

        if (!parsed.GetValue(Unreferenced)) return chosen;
        var referred = Referred(settings);
        return chosen.Where(folder => !referred.Contains(Path.GetFileName(folder)));
    }

    /// <summary>Returns the keys of all jobs that a target plans at any preset, or that records name.</summary>
    private static HashSet<string> Referred(Settings settings)
    {
        var session = new Session(settings, Output.Console(onError: true));
        var presets = Preset.Folder.Names().Append(settings.Preset)
            .Select(name => new Session(settings with { Preset = name }, Output.Console(onError: true)).LoadPreset());
        return [.. presets.SelectMany(preset => Keys(session.Experiments, preset)), .. RecordedKeys.In(settings.Results)];
    }

    private static HashSet<string> Keys(IEnumerable<IExperiment> targets, PresetFile preset)
    {
        var context = new ExperimentContext { Preset = preset.Name, Settings = preset.Settings, Provenance = "" };
        return [.. targets.SelectMany(target => Plan.Of(JobsOf(target, context)).Jobs).Select(job => job.Key)];
    }

    private static IReadOnlyList<Job> JobsOf(IExperiment target, ExperimentContext context)
    {
        try
        {
            return target.Plan(context).Jobs;
        }
        catch (DataMissingException problem)
        {
            Console.Error.WriteLine($"{target.Name} is not planned, so only records name its jobs: {problem.Message}");
            return [];
        }
    }

    private static int Finish(IReadOnlyList<IGrouping<string, string>> groups, string artifacts, bool delete)
    {
        if (groups.Count == 0)
        {
            Console.WriteLine($"There is nothing of that kind in {artifacts}.");
            return ExitCode.Success;
        }

        var total = 0L;
        foreach (var group in groups)
        {
            var bytes = group.Sum(BytesIn);
            total += bytes;
            Console.WriteLine($"{(delete ? "Deleting" : "To be deleted")}: {group.Count(),6} in {group.Key}, {Size(bytes)}");
            if (!delete) continue;
            foreach (var path in group) Delete(path);
            if (!Directory.EnumerateFileSystemEntries(group.Key).Any()) Directory.Delete(group.Key);
        }

        Console.WriteLine(delete ? $"{Size(total)} were deleted." : $"{Size(total)} would be deleted, nothing is yet. --yes deletes it.");
        return ExitCode.Success;
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private static IEnumerable<FileInfo> FilesIn(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories) : [new FileInfo(path)];

    private static long BytesIn(string path) => FilesIn(path).Sum(file => file.Length);

    /// <summary>Returns when something was last written into a folder, in UTC.</summary>
    private static DateTime LastWritten(string folder) =>
        FilesIn(folder).Select(file => file.LastWriteTimeUtc).DefaultIfEmpty(Directory.GetLastWriteTimeUtc(folder)).Max();

    private static string Size(long bytes) => bytes < 1_000_000 ? Counted.Of(bytes, "byte") : $"{bytes / 1e6:N1} MB";

    private static TimeSpan? TimeIn(string text) =>
        text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= 36_500
            ? text[^1] switch
            {
                'd' => TimeSpan.FromDays(number),
                'h' => TimeSpan.FromHours(number),
                'm' => TimeSpan.FromMinutes(number),
                _ => null,
            }
            : null;
}
