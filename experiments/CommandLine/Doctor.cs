// `hvae-repro doctor` lists what this machine has, what it lacks, and how to get it.

using System.CommandLine;
using System.Text.Json.Nodes;
using Hvae;
using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Repro.Figures;
using Spectre.Console;
using TorchLoading;
using Ask = Repro.Environments.Command;

namespace Experiments.CommandLine;

/// <summary>One line of the doctor's report.</summary>
/// <param name="Name">Name of the part that was examined.</param>
/// <param name="State">State of the part.</param>
/// <param name="Found">Version, path or error that was found.</param>
/// <param name="Remedy">What the user can do, or null where nothing is needed.</param>
internal sealed record Diagnosis(string Name, DiagnosisState State, string Found, string? Remedy = null);

internal enum DiagnosisState
{
    Good,
    Note,
    Missing,
}

/// <summary>Examines the machine.</summary>
internal static class Doctor
{
    /// <summary>Facts that describe a run rather than the machine.</summary>
    private static readonly string[] FactsOfRuns = ["started", "executor", "workers", "threads", "working_folder"];

    public static int Run(ParseResult parsed)
    {
        var findings = Findings(Options.Settings(parsed)).ToArray();
        if (parsed.GetValue(Options.Json))
            Output.WriteJson(new JsonArray([.. findings.Select(ToJson)]));
        else
            Print(Output.Console(parsed), findings);
        return findings.Any(finding => finding.State == DiagnosisState.Missing) ? ExitCode.SomethingMissing : ExitCode.Success;
    }

    private static IEnumerable<Diagnosis> Findings(Settings settings)
    {
        foreach (var (name, value) in Session.Environment(settings).Facts.ExceptBy(FactsOfRuns, fact => fact.Key))
            yield return new(name, DiagnosisState.Note, value);
        var loading = TorchSharpLibrary.Describe(AppContext.BaseDirectory);
        yield return new("tensors: LibTorchSharp", loading.Remedy is null ? DiagnosisState.Good : DiagnosisState.Missing, loading.Found,
            loading.Remedy);
        // TorchSharp copies all of libtorch before it reports that its library cannot be loaded.
        foreach (var finding in loading.Remedy is null ? Tensors() : []) yield return finding;
        yield return Figures();
        yield return Program("git", "--version", "apt-get install git; without it records do not name the commit");
        yield return DataSets(settings);
        yield return PublishedWeights(settings);
        yield return Folder("artifacts", settings.Artifacts);
        yield return Folder("results", settings.Results);
    }

    private static IReadOnlyList<Diagnosis> Tensors()
    {
        try
        {
            MissingLibtorchException.ThrowIfMissing();
            var facts = TensorLibrary.Facts().Append(new("convolutions", TensorLibrary.Convolutions()));
            return [.. facts.Select(fact => new Diagnosis($"tensors: {fact.Key}", DiagnosisState.Good, fact.Value))];
        }
        catch (MissingLibtorchException)
        {
            return [new("libtorch", DiagnosisState.Missing, "cannot be loaded", MissingLibtorchException.Remedy)];
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or InvalidOperationException)
        {
            return [new("libtorch", DiagnosisState.Missing, (error.InnerException ?? error).Message, TorchSharpLibrary.BuildAgain)];
        }
    }

    private static Diagnosis Program(string program, string argument, string remedy) =>
        Ask.Output(program, [argument]) is { } version
            ? new(program, DiagnosisState.Good, version.Trim())
            : new(program, DiagnosisState.Missing, "not found", remedy);

    /// <summary>Tells whether the native library that draws can be loaded.</summary>
    private static Diagnosis Figures()
    {
        try
        {
            return new("figures", DiagnosisState.Good, ScottPlotRenderer.Version());
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            return new("figures", DiagnosisState.Missing, (error.InnerException ?? error).Message, TorchSharpLibrary.BuildAgain);
        }
    }

    private static Diagnosis DataSets(Settings settings) =>
        Directory.Exists(settings.Data)
            ? new("data folder", DiagnosisState.Good, Path.GetFullPath(settings.Data))
            : new("data folder", DiagnosisState.Note, $"no {Path.GetFullPath(settings.Data)}",
                "name the folder by --data DIR or HVAE_DATA; otherwise data sets are downloaded, or stand-ins are generated");

    /// <summary>Lists the published weights for FID and LPIPS. Only some targets need them, so that missing ones are a note.</summary>
    private static Diagnosis PublishedWeights(Settings settings)
    {
        var folder = new PretrainedFolder(settings.Data);
        string[] found =
        [
            .. folder.Has(InceptionFeatures.Weights) ? ["FID"] : Array.Empty<string>(),
            .. LpipsNetwork.All.Where(network => network.IsIn(folder)).Select(network => $"LPIPS ({network.Name})"),
        ];
        return found.Length > 0
            ? new("published weights", DiagnosisState.Good, string.Join(", ", found))
            : new("published weights", DiagnosisState.Note, $"none in {Path.GetFullPath(folder.Path)}",
                "docs/perceptual.md lists them; FID and LPIPS need them");
    }

    private static Diagnosis Folder(string name, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace / 1e9;
            return new($"{name} folder", DiagnosisState.Good, $"{Path.GetFullPath(path)} ({free:F0} GB free)");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new($"{name} folder", DiagnosisState.Missing, error.Message, $"name a folder that can be written by --{name} DIR");
        }
    }

    private static JsonNode ToJson(Diagnosis finding) => new JsonObject
    {
        ["name"] = finding.Name,
        ["state"] = finding.State.ToString().ToLowerInvariant(),
        ["found"] = finding.Found,
        ["remedy"] = finding.Remedy,
    };

    private static void Print(IAnsiConsole console, IReadOnlyList<Diagnosis> findings)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("state", "name", "found");
        foreach (var finding in findings)
        {
            var state = finding.State switch
            {
                DiagnosisState.Missing => "[red]missing[/]",
                DiagnosisState.Good => "[green]ok[/]",
                _ => "",
            };
            var remedy = finding.Remedy is null ? "" : $"\n[yellow]{Markup.Escape(finding.Remedy)}[/]";
            table.AddRow(state, Markup.Escape(finding.Name), Markup.Escape(finding.Found) + remedy);
        }

        console.Write(table);
    }
}
