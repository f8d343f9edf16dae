// What a report says that is not in the records: the papers, all targets and claims, tables that do not come from a run, and how to cite.

using System.Text.Json.Nodes;
using Repro.Plans;

namespace Repro.Report;

/// <summary>The subject of a report, given by the program whose results it shows.</summary>
public sealed record ReportSubject
{
    /// <summary>Title of the report.</summary>
    public required string Title { get; init; }

    /// <summary>All targets, grouped by what they reproduce, in the order in which they are shown.</summary>
    public required IReadOnlyList<TargetGroup> Groups { get; init; }

    /// <summary>All claims in the order in which they are shown, also those that no run has decided.</summary>
    public required IReadOnlyList<ListedClaim> Claims { get; init; }

    /// <summary>Further tables, e.g. of the rates of wrong verdicts.</summary>
    public required IReadOnlyList<Appendix> Appendices { get; init; }

    /// <summary>Returns where the settings of a run differ from those that are reproduced, one sentence part each.</summary>
    public required Func<JsonObject, IReadOnlyList<string>> Departures { get; init; }

    /// <summary>How to cite, as the text of a file.</summary>
    public required string Citation { get; init; }
}

/// <summary>Targets that belong together.</summary>
/// <param name="Title">Heading of the group, e.g. the reference of a paper.</param>
/// <param name="Targets">Names of the targets, each with a sentence that describes it.</param>
public sealed record TargetGroup(string Title, IReadOnlyList<(string Name, string Description)> Targets);

/// <summary>A claim as the paper makes it.</summary>
/// <param name="Id">Identifier of the claim.</param>
/// <param name="Statement">What the paper claims.</param>
/// <param name="Source">Paper and section.</param>
public sealed record ListedClaim(string Id, string Statement, string Source);

/// <summary>A part of the report that shows one table.</summary>
/// <param name="Title">Heading of the part.</param>
/// <param name="Table">The table with its caption.</param>
public sealed record Appendix(string Title, Table Table);
