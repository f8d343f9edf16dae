// The command report, and what a report of this project says beside the records.

using System.CommandLine;
using Experiments.Checks;
using Experiments.Claims;
using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Plans;
using Repro.Report;

namespace Experiments.CommandLine;

/// <summary>Makes `report`, which writes the results of a preset as a page and as Markdown.</summary>
internal static class ReportCommand
{
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The page; a Markdown text is written beside it (default: report.html in the results of the preset)",
        HelpName = "FILE",
    };

    /// <summary>Heading of the targets of each paper, by the first part of their names.</summary>
    private static readonly IReadOnlyList<(string Paper, string Title)> Papers =
    [
        ("Xiao23", "Xiao & Bamler 2023: Trading Information between Latents in Hierarchical Variational Autoencoders"),
        ("Shu22", "Shu & Ermon 2022: Bit Prioritization in Variational Autoencoders via Progressive Coding"),
    ];

    public static Command Make()
    {
        var command = new Command("report", "Write all results of a preset as one HTML page and as Markdown")
        {
            Options.Preset, Options.Precision, Options.Results, Out,
        };
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed);
            var page = parsed.GetValue(Out) ?? Path.Combine(settings.PresetResults, "report.html");
            var targets = new Session(settings with { Offline = true }, Output.Console(onError: true)).Experiments;
            foreach (var file in ReportFiles.Write(
                settings.PresetResults, page, Subject(targets), Console.Error.WriteLine, TimeProvider.System))
                Console.WriteLine(file);
            return ExitCode.Success;
        });
        return command;
    }

    private static ReportSubject Subject(IReadOnlyList<IExperiment> targets) => new()
    {
        Title = "HvaeRepro: two papers on hierarchical variational autoencoders, reproduced",
        Groups =
        [
            .. from paper in Papers select new TargetGroup(paper.Title, Named(targets, $"{paper.Paper}.")),
            new("Checks", [.. Named(targets, "").Where(target => !target.Name.Contains('.', StringComparison.Ordinal))]),
        ],
        Claims = [.. PaperClaim.All.Select(claim => new ListedClaim(claim.Id, claim.Statement, claim.Source))],
        Appendices =
        [
            new("Calibration of the verdicts", Calibration.TableOf(ErrorRates.Committed)),
            new("Deviations from the public code", SweepReport.DeviationTable()),
        ],
        Departures = settings => Preset.Departures(
            settings, settings.Select(member => member.Key).Where(name => name != nameof(Preset.Description).ToLowerInvariant())),
        Citation = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CITATION.cff")),
    };

    private static IReadOnlyList<(string Name, string Description)> Named(IEnumerable<IExperiment> targets, string prefix) =>
    [
        .. from target in targets
           where target.Name.StartsWith(prefix, StringComparison.Ordinal)
           select (target.Name, target.Description),
    ];
}
