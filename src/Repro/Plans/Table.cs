// A table as data: columns with units, rows of text and numbers.

namespace Repro.Plans;

/// <summary>A table of text and numbers.</summary>
public sealed record Table
{
    /// <summary>Stem of the table's files, e.g. <c>Xiao23.Table2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, with data set, preset and seeds.</summary>
    public required string Caption { get; init; }

    /// <summary>From left to right.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>A cell is a <see cref="string"/>, <see cref="double"/>, <see cref="long"/>, <see cref="bool"/> or null (no value).</summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Rows { get; init; }
}

/// <summary>A column's heading.</summary>
/// <param name="Name">Unique in its table.</param>
/// <param name="Unit">Empty for text and pure numbers.</param>
/// <param name="Format">.NET format string for numbers, e.g. <c>F2</c> or <c>N0</c>.</param>
public sealed record Column(string Name, string Unit = "", string? Format = null);
