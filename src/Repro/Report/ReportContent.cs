// What a report shows. The page and the Markdown text are written from it.

using Repro.Claims;
using Repro.Environments;
using Repro.Execution;
using Shared;

namespace Repro.Report;

/// <summary>All that a report shows.</summary>
internal sealed record ReportContent
{
    public required ReportSubject Subject { get; init; }

    public required string Preset { get; init; }

    /// <summary>Folder of the results, to which the paths of files are relative.</summary>
    public required string Folder { get; init; }

    public required DateTimeOffset Written { get; init; }

    public required IReadOnlyList<(string Title, IReadOnlyList<TargetSection> Targets)> Groups { get; init; }

    public required IReadOnlyList<LedgerEntry> Ledger { get; init; }

    public required IReadOnlyList<(string Title, TextTable Table)> Appendices { get; init; }

    public IEnumerable<TargetSection> Targets => Groups.SelectMany(group => group.Targets);

    /// <summary>The targets that have something to show.</summary>
    public IEnumerable<TargetSection> Shown => Targets.Where(target => target.Run is not null);

    /// <summary>The targets that no run of the preset has concluded.</summary>
    public IReadOnlyList<TargetSection> NotRun => [.. Targets.Where(target => target.Run is null)];

    /// <summary>The claims that no run of the preset has tested.</summary>
    public IReadOnlyList<ListedClaim> Untested => [.. Ledger.Where(entry => entry.Found is null).Select(entry => entry.Listed)];

    /// <summary>A sentence with the number of targets in each state.</summary>
    public string States => $"{string.Join(", ", Targets.CountBy(target => target.State).OrderBy(state => state.Key)
        .Select(state => $"{state.Value} {TargetSection.Of(state.Key)}"))}.";

    /// <summary>What a reader must not overlook in the whole.</summary>
    public IReadOnlyList<string> Warnings => Targets.Count(target => target.HasStandIn) is > 0 and var count
        ? [$"Targets on stand-ins: {count} of {Targets.Count()}. Generated images take the place of real ones there, and their numbers say "
            + "nothing about the real ones."]
        : [];

    /// <summary>The runs of which the report shows something, the newest first.</summary>
    public IReadOnlyList<ShownRun> Runs =>
        [.. Targets.Select(target => target.Run).OfType<ShownRun>().DistinctBy(run => run.Id).OrderByDescending(run => run.Id)];

    /// <summary>The entries of the ledger by their verdict; null stands for claims that no run has tested.</summary>
    public IEnumerable<IGrouping<Verdict?, LedgerEntry>> Verdicts => Ledger.GroupBy(entry => entry.Found?.Claim.Verdict)
        .OrderBy(group => group.Key is { } verdict ? (int)verdict : int.MaxValue);

    /// <summary>Returns the command that makes a target with the preset.</summary>
    public string Command(TargetSection target) => $"dotnet cake --target={target.Name} --preset={Preset}";

    public static string Of(Verdict? verdict) => verdict is { } known ? VerdictText.Of(known) : "not run";
}

/// <summary>How far a target is to be trusted.</summary>
internal enum TargetState
{
    /// <summary>Made from real images and all results.</summary>
    Complete,

    /// <summary>Made while some jobs had no result.</summary>
    Incomplete,

    /// <summary>Some or all images are stand-ins.</summary>
    OnStandIns,

    /// <summary>No run of this preset has concluded it.</summary>
    NotRun,
}

/// <summary>One table or figure of a paper, or a check.</summary>
internal sealed record TargetSection
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The run that made what is shown; null when there is none.</summary>
    public ShownRun? Run { get; init; }

    /// <summary>Number of jobs without a result.</summary>
    public int MissingResults { get; init; }

    public IReadOnlyList<(string Quality, string Description)> Data { get; init; } = [];

    public IReadOnlyList<Picture> Pictures { get; init; } = [];

    public IReadOnlyList<TextTable> Tables { get; init; } = [];

    public IReadOnlyList<Claim> Claims { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Returns a text without the sizes of the data sets, which the section tells.</summary>
    public string WithShortData(string text) => DataTold.Short(text, Data.Select(data => data.Description));

    /// <summary>Qualities of the images; a dash where none are used.</summary>
    public string Qualities => ClaimText.OrDash(string.Join(", ", Data.Select(data => data.Quality).Distinct()));

    public bool HasStandIn => Data.Any(IsStandIn);

    public TargetState State => Run is null ? TargetState.NotRun : HasStandIn ? TargetState.OnStandIns
        : MissingResults > 0 ? TargetState.Incomplete : TargetState.Complete;

    /// <summary>What a reader must not overlook: stand-ins, missing results, and the warnings of the pictures.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. HasStandIn ? (string[])[OnStandIns] : [],
        .. MissingResults > 0 ? (string[])[$"INCOMPLETE: {Counted.Of(MissingResults, "job has", "jobs have")} no result."] : [],
        .. Pictures.Select(picture => picture.Warning).OfType<string>(),
    ];

    private string OnStandIns => $"STAND-IN: generated images take the place of {(Data.All(IsStandIn) ? "the" : "some of the")} real ones, "
        + "and numbers made from them say nothing about the real ones.";

    private static bool IsStandIn((string Quality, string Description) data) => data.Quality == "stand-in";

    public static string Of(TargetState state) => state switch
    {
        TargetState.Complete => "complete",
        TargetState.Incomplete => "incomplete",
        TargetState.OnStandIns => "on stand-ins",
        _ => "not run",
    };
}

/// <summary>A run of which the report shows something.</summary>
internal sealed record ShownRun(long Id, DateTimeOffset Started, IReadOnlyList<string> Targets, string Status, double? Seconds)
{
    public required EnvironmentRecord Environment { get; init; }

    /// <summary>Duration of the run, or a dash when its end is not in the records.</summary>
    public string Took => Seconds is { } seconds ? DurationText.Of(TimeSpan.FromSeconds(seconds)) : "–";

    /// <summary>Where the sizes of the run are not the papers'.</summary>
    public required IReadOnlyList<string> Departures { get; init; }
}

/// <summary>A figure's picture.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="Caption">Caption of the figure.</param>
/// <param name="Warning">What must not be overlooked; null when there is nothing.</param>
/// <param name="Path">Path of the SVG, or of the PNG where the SVG is large; null when the file is missing.</param>
internal sealed record Picture(string Title, string Caption, string? Warning, string? Path)
{
    /// <summary>Width in pixels of the page; null when it is not known.</summary>
    public string? Width { get; init; }

    /// <summary>Height in pixels of the page; null when it is not known.</summary>
    public string? Height { get; init; }

    /// <summary>The space panels as JSON; null when there are none.</summary>
    public string? Spaces { get; init; }
}

/// <summary>A claim and what was found.</summary>
/// <param name="Listed">The claim as the paper makes it.</param>
/// <param name="Found">The verdict that counts, and the target that found it; null when no run has tested the claim.</param>
/// <param name="Others">What other targets found.</param>
internal sealed record LedgerEntry(
    ListedClaim Listed, (TargetSection Target, Claim Claim)? Found, IReadOnlyList<(TargetSection Target, Claim Claim)> Others);
