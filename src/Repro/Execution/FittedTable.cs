// Chooses the columns of a table that fit a console, and draws them.

using Repro.Plans;
using Shared;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

/// <summary>
/// A table as it fits a console. What tells the rows apart, which is to the left of the first measured number (of the first number where
/// none is measured), is never left out. Where the rest does not fit, columns with the same text in all rows are told in a sentence. Then
/// minor columns are left out, then yes and no, and numbers at last, each from the right.
/// </summary>
internal sealed class FittedTable
{
    /// <summary>Space on both sides of a column and the border on its right.</summary>
    private const int WidthAroundColumn = 3;

    /// <summary>Longest text, in characters, that is kept on one line where it names a row.</summary>
    private const int LongestLabel = 32;

    /// <summary>Most columns that are named among those left out.</summary>
    private const int MostNamed = 6;

    private readonly Plans.Table table;
    private readonly IReadOnlyList<IReadOnlyList<object?>> rows;
    private readonly List<int> shown;
    private readonly List<int> inAllRows = [];
    private readonly int keys;

    /// <param name="table">The table with all its columns, also those for which there is no room.</param>
    /// <param name="mostRows">Most rows to show.</param>
    /// <param name="width">Width of the console in characters.</param>
    public FittedTable(Plans.Table table, int mostRows, int width)
    {
        this.table = table;
        rows = [.. table.Rows.Take(mostRows)];
        shown = [.. Enumerable.Range(0, table.Columns.Count)];
        keys = shown.TakeWhile(at => shown.Any(IsMeasured) ? !IsMeasured(at) : !TableText.IsNumeric(table, at)).Count();
        LeaveOut(width);
    }

    /// <summary>A sentence with the columns that are the same in all rows; empty when they are shown as columns.</summary>
    public string InAllRows => inAllRows.Count == 0 ? ""
        : $"All rows: {string.Join(", ", inAllRows.Select(at => $"{TableText.Heading(table.Columns[at])} {Cell(rows[0], at)}"))}";

    /// <summary>A sentence with the columns that were left out and the file in which they are; empty when all are told.</summary>
    public string NotShown
    {
        get
        {
            var left = Enumerable.Range(0, table.Columns.Count).Except(shown).Except(inAllRows).ToList();
            if (left.Count == 0) return "";
            var names = string.Join(", ", left.Take(MostNamed).Select(at => TableText.Heading(table.Columns[at])));
            var others = left.Count > MostNamed ? $" and {left.Count - MostNamed} more" : "";
            return $"Not shown at this width: {names}{others}; all {Counted.Of(table.Columns.Count, "column")} are in {table.Name}.csv.";
        }
    }

    /// <summary>The table with the columns that fit.</summary>
    public Spectre.Console.Table Drawn
    {
        get
        {
            var drawn = new Spectre.Console.Table { Border = TableBorder.Simple };
            foreach (var at in shown) drawn.AddColumn(Column(at));
            foreach (var row in rows) drawn.AddRow(shown.Select(at => (IRenderable)new Text(Cell(row, at))));
            return drawn;
        }
    }

    private void LeaveOut(int width)
    {
        var needed = shown.ToDictionary(at => at, at => WidthOf(at) + WidthAroundColumn);
        bool Fits() => 1 + shown.Sum(each => needed[each]) <= width;
        if (Fits()) return;
        inAllRows.AddRange(shown.Take(keys).Where(IsSameInAllRows));
        shown.RemoveAll(inAllRows.Contains);
        var fromRight = shown.Where(at => at >= keys || table.Columns[at].IsMinor).Reverse().ToList();
        var minor = fromRight.Where(at => table.Columns[at].IsMinor);
        var yesOrNo = fromRight.Where(at => table.Rows.All(row => row[at] is bool or null));
        var numbers = fromRight.Where(at => TableText.IsNumeric(table, at) && at > keys);
        foreach (var at in minor.Concat(yesOrNo).Concat(numbers).Distinct().ToList())
        {
            if (Fits()) return;
            shown.Remove(at);
        }
    }

    private TableColumn Column(int at)
    {
        var isNumeric = TableText.IsNumeric(table, at);
        return new(Markup.Escape(isNumeric ? string.Join('\n', Heading(at)) : TableText.Heading(table.Columns[at])))
        {
            Alignment = isNumeric ? Justify.Right : Justify.Left,
            NoWrap = isNumeric || IsLabel(at),
        };
    }

    /// <summary>
    /// Returns the width of a column: that of the numbers and of the longest word above them, that of labels, and for other text that of
    /// its longest word.
    /// </summary>
    private int WidthOf(int at) => TableText.IsNumeric(table, at) ? Heading(at).Concat(Cells(at)).Max(text => text.Length)
        : IsLabel(at) ? Cells(at).Append(TableText.Heading(table.Columns[at])).Max(text => text.Length)
        : Cells(at).Append(TableText.Heading(table.Columns[at])).SelectMany(text => text.Split(' ', '\n')).Max(word => word.Length);

    /// <summary>Returns the lines of the heading above numbers, as wide as the widest number or word.</summary>
    private IReadOnlyList<string> Heading(int at)
    {
        var words = TableText.Heading(table.Columns[at]);
        return words.Lines(Cells(at).Concat(words.Split(' ')).Max(text => text.Length));
    }

    /// <summary>Whether a column has numbers that were measured, which have a unit or a fixed number of digits.</summary>
    private bool IsMeasured(int at) => TableText.IsNumeric(table, at)
        && (table.Columns[at].Unit.Length > 0 || table.Columns[at].Format is ['F' or 'P' or 'E', ..]);

    private bool IsSameInAllRows(int at) => table.Rows.Count > 1 && table.Rows.Select(row => row[at]).Distinct().Count() == 1;

    private bool IsLabel(int at) => at < keys && Cells(at).All(text => text.Length <= LongestLabel);

    private IEnumerable<string> Cells(int at) => rows.Select(row => Cell(row, at));

    private string Cell(IReadOnlyList<object?> row, int at) => TableText.ForPeople(row[at], table.Columns[at]);
}
