// `hvae-repro doctor`: what this machine has, what it lacks, and how to get it.

using System.CommandLine;
using System.Text.Json.Nodes;
using Hvae;
using Repro.Figures;
using Spectre.Console;
using TorchLoading;
using Ask = Repro.Environments.Command;

namespace Experiments.CommandLine;

/// <summary>One line of the doctor's report.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do; null when nothing.</param>
internal sealed record Finding(string Name, FindingState State, string Found, string? Remedy = null);

internal enum FindingState
{
    Good,
    Note,
    Missing,
}

/// <summary>Looks at the machine.</summary>
internal static class Doctor
{
    /// <summary>What belongs to a run rather than to the machine.</summary>
    private static readonly string[] FactsOfRuns = ["started", "executor", "workers", "threads"];

    public static int Run(ParseResult parsed)
    {
        var findings = Findings(Options.Settings(parsed)).ToArray();
        if (parsed.GetValue(Options.Json))
            Output.WriteJson(new JsonArray([.. findings.Select(ToJson)]));
        else
            Print(Output.Console(parsed), findings);
        return findings.Any(finding => finding.State == FindingState.Missing) ? ExitCode.SomethingMissing : ExitCode.Success;
    }

    private static IEnumerable<Finding> Findings(Settings settings)
    {
        foreach (var (name, value) in Session.Environment(settings).Facts.ExceptBy(FactsOfRuns, fact => fact.Key))
            yield return new(name, FindingState.Note, value);
        var loading = TorchSharpLibrary.Describe(AppContext.BaseDirectory);
        yield return new("tensors: LibTorchSharp", loading.Remedy is null ? FindingState.Good : FindingState.Missing, loading.Found,
            loading.Remedy);
        // Where its library cannot be loaded, TorchSharp copies all of libtorch before it gives up.
        foreach (var finding in loading.Remedy is null ? Tensors() : []) yield return finding;
        yield return Figures();
        yield return Program("git", "--version", "apt-get install git; without it records do not name the commit");
        yield return DataSets(settings);
        yield return OptionalParts.PublishedWeights(settings);
        yield return Folder("artifacts", settings.Artifacts);
        yield return Folder("results", settings.Results);
    }

    private static IReadOnlyList<Finding> Tensors()
    {
        try
        {
            return [.. TensorLibrary.Facts().Select(fact => new Finding($"tensors: {fact.Key}", FindingState.Good, fact.Value))];
        }
        catch (Exception error)
            when (error is TypeInitializationException or DllNotFoundException or NotSupportedException or InvalidOperationException)
        {
            return [new("libtorch", FindingState.Missing, (error.InnerException ?? error).Message, TorchSharpLibrary.BuildAgain)];
        }
    }

    private static Finding Program(string program, string argument, string remedy) =>
        Ask.Output(program, [argument]) is { } version
            ? new(program, FindingState.Good, version.Trim())
            : new(program, FindingState.Missing, "not found", remedy);

    /// <summary>Whether the native library that draws can be loaded.</summary>
    private static Finding Figures()
    {
        try
        {
            return new("figures", FindingState.Good, ScottPlotRenderer.Version());
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            return new("figures", FindingState.Missing, (error.InnerException ?? error).Message, TorchSharpLibrary.BuildAgain);
        }
    }

    private static Finding DataSets(Settings settings) =>
        Directory.Exists(settings.Data)
            ? new("data folder", FindingState.Good, Path.GetFullPath(settings.Data))
            : new("data folder", FindingState.Note, $"no {Path.GetFullPath(settings.Data)}",
                "name the folder by --data DIR or HVAE_DATA; else data sets are downloaded, or stand-ins are generated");

    private static Finding Folder(string name, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace / 1e9;
            return new($"{name} folder", FindingState.Good, $"{Path.GetFullPath(path)} ({free:F0} GB free)");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"{name} folder", FindingState.Missing, error.Message, $"name a folder that can be written by --{name} DIR");
        }
    }

    private static JsonNode ToJson(Finding finding) => new JsonObject
    {
        ["name"] = finding.Name,
        ["state"] = finding.State.ToString().ToLowerInvariant(),
        ["found"] = finding.Found,
        ["remedy"] = finding.Remedy,
    };

    private static void Print(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("state", "name", "found");
        foreach (var finding in findings)
        {
            var state = finding.State switch { FindingState.Missing => "[red]missing[/]", FindingState.Good => "[green]ok[/]", _ => "" };
            var remedy = finding.Remedy is null ? "" : $"\n[yellow]{Markup.Escape(finding.Remedy)}[/]";
            table.AddRow(state, Markup.Escape(finding.Name), Markup.Escape(finding.Found) + remedy);
        }

        console.Write(table);
    }
}
