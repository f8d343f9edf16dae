// A table as people see it on the console: numbers stay whole, and columns that do not fit are left out.

using Repro.Plans;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

/// <summary>Chooses the columns of a table that fit a console, and draws them.</summary>
internal sealed class FittedTable
{
    /// <summary>Space on both sides of a column and the border on its right.</summary>
    private const int WidthAroundColumn = 3;

    /// <summary>Text of up to so many characters stays on one line where it says what a row is: left of all numbers.</summary>
    private const int LongestLabel = 32;

    private readonly Plans.Table table;
    private readonly IReadOnlyList<IReadOnlyList<object?>> rows;
    private readonly List<int> shown;

    /// <param name="table">The whole table.</param>
    /// <param name="mostRows">Further rows are not shown.</param>
    /// <param name="width">Characters in a line of the console.</param>
    public FittedTable(Plans.Table table, int mostRows, int width)
    {
        this.table = table;
        rows = [.. table.Rows.Take(mostRows)];
        shown = [.. Enumerable.Range(0, table.Columns.Count)];
        LeaveOut(width);
    }

    /// <summary>Whether columns were left out.</summary>
    public bool IsCut => shown.Count < table.Columns.Count;

    /// <summary>The columns that fit.</summary>
    public Spectre.Console.Table Drawn
    {
        get
        {
            var drawn = new Spectre.Console.Table { Title = new(Markup.Escape(table.Name)), Caption = new(Markup.Escape(table.Caption)), Border = TableBorder.Simple };
            foreach (var at in shown) drawn.AddColumn(Column(at));
            foreach (var row in rows) drawn.AddRow(shown.Select(at => (IRenderable)new Text(Cell(row, at))));
            return drawn;
        }
    }

    /// <summary>From the right; the first column of numbers stays.</summary>
    private void LeaveOut(int width)
    {
        var needed = shown.ToDictionary(at => at, at => WidthOf(at) + WidthAroundColumn);
        foreach (var at in shown.Where(at => TableText.IsNumeric(table, at)).Skip(1).Reverse().ToList())
        {
            if (1 + shown.Sum(each => needed[each]) <= width) return;
            shown.Remove(at);
        }
    }

    private TableColumn Column(int at)
    {
        var isNumeric = TableText.IsNumeric(table, at);
        return new(Markup.Escape(TableText.Heading(table.Columns[at]))) { Alignment = isNumeric ? Justify.Right : Justify.Left, NoWrap = isNumeric || IsLabel(at) };
    }

    /// <summary>Numbers and labels need their whole width, other text that of its longest word.</summary>
    private int WidthOf(int at) => TableText.IsNumeric(table, at) || IsLabel(at)
        ? Texts(at).Max(text => text.Length)
        : Texts(at).SelectMany(text => text.Split(' ', '\n')).Max(word => word.Length);

    private bool IsLabel(int at) =>
        Enumerable.Range(at, table.Columns.Count - at).Any(right => TableText.IsNumeric(table, right))
        && !Enumerable.Range(0, at + 1).Any(left => TableText.IsNumeric(table, left))
        && Texts(at).All(text => text.Length <= LongestLabel);

    private IEnumerable<string> Texts(int at) => rows.Select(row => Cell(row, at)).Prepend(TableText.Heading(table.Columns[at]));

    private string Cell(IReadOnlyList<object?> row, int at) => TableText.ForPeople(row[at], table.Columns[at]);
}
