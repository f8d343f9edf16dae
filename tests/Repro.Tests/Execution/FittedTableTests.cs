// Tables on narrow consoles keep what tells rows apart and the first numbers, whole, and say what they leave out.

using Repro.Execution;
using Repro.Plans;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class FittedTableTests
{
    private static readonly Column[] Sweep =
    [
        new("data"), new("beta2", Format: "G6"), new("beta1", Format: "G6"), new("seeds", Format: "N0") { IsMinor = true },
        .. Enumerable.Range(1, 5).Select(at => new Column($"metric {at}", "u", "F4")), new("met"),
        new("optimal") { IsMinor = true },
    ];

    private static readonly object?[][] Rows =
    [
        ["mnist (official)", 0.1, 1.0, 3L, 1234.5678, 1234.5678, 1234.5678, 1234.5678, 1234.5678, true, false],
        ["mnist (official)", 1.0, 10.0, 2L, 1234.5678, 1234.5678, 1234.5678, 1234.5678, 1234.5678, false, true],
    ];

    [Fact]
    public void All_columns_are_shown_where_they_fit()
    {
        var (text, fitted) = Draw(160, Sweep, Rows);

        Assert.Empty(fitted.NotShown);
        Assert.Empty(fitted.InAllRows);
        Assert.Contains("mnist (official)", text);
        Assert.Contains("optimal", text);
    }

    [Theory]
    [InlineData(96, "data mnist (official)", "optimal")]
    [InlineData(87, "data mnist (official)", "seeds, optimal")]
    [InlineData(80, "data mnist (official)", "seeds, met, optimal")]
    [InlineData(70, "data mnist (official)", "seeds, metric 5 [u], met, optimal")]
    [InlineData(41, "data mnist (official)", "seeds, metric 3 [u], metric 4 [u], metric 5 [u], met, optimal")]
    [InlineData(8, "data mnist (official)", "seeds, metric 2 [u], metric 3 [u], metric 4 [u], metric 5 [u], met and 1 more")]
    public void Minor_columns_go_first_then_yes_and_no_then_numbers_and_never_what_tells_rows_apart(int width, string same, string left)
    {
        var (text, fitted) = Draw(width, Sweep, Rows);

        Assert.Equal($"All rows: {same}", fitted.InAllRows);
        Assert.Equal($"Not shown at this width: {left}; all 11 columns are in T.csv.", fitted.NotShown);
        if (width < 41) return;
        Assert.Contains("beta2   beta1", text);
        Assert.Contains("1234.5678", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Words_of_text_stay_whole_where_numbers_are_counts()
    {
        Column[] columns = [new("part"), new("layers"), new("parameters", Format: "N0"), new("paper", Format: "N0")];

        var (text, fitted) = Draw(44, columns, [["encoder", "C(1,16,4,2,1) C(16,16,4,2,1) CT(16,16,4,1,0)", 122_713L, 122_713L]]);

        Assert.Contains("CT(16,16,4,1,0)", text);
        Assert.Contains("Not shown at this width: paper", fitted.NotShown);
    }

    [Fact]
    public void A_heading_breaks_between_words_above_narrow_numbers()
    {
        var (text, _) = Draw(160, [new("model"), new("logistic regression on z2", "%", "F1")], [["a", 12.5]]);

        Assert.Contains("logistic", text);
        Assert.DoesNotContain("logistic regression", text);
    }

    [Fact]
    public void A_column_that_differs_between_rows_beyond_those_shown_stays()
    {
        object?[][] rows = [.. Enumerable.Repeat(Rows[0], 40), ["svhn (official)", .. Rows[0][1..]]];

        Assert.DoesNotContain("data", Draw(80, Sweep, rows).Fitted.InAllRows);
    }

    private static (string Text, FittedTable Fitted) Draw(int width, Column[] columns, object?[][] rows)
    {
        using var written = new StringWriter { NewLine = "\n" };
        var console = Workers.PlainConsole(written);
        console.Profile.Width = width;
        var fitted = new FittedTable(new Table { Name = "T", Caption = "C", Columns = columns, Rows = rows }, 40, width);
        console.Write(fitted.Drawn);
        return (written.ToString(), fitted);
    }
}
