// Tables on narrow consoles show whole numbers in fewer columns rather than parts of all numbers.

using Repro.Execution;
using Repro.Plans;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class FittedTableTests
{
    private const int WholeWidth = 1 + 13 + 3 + (5 * (12 + 3));

    [Fact]
    public void All_columns_are_shown_where_they_fit()
    {
        var (text, isCut) = Draw(WholeWidth);

        Assert.False(isCut);
        Assert.Contains("metric 5 [u]", text);
        Assert.Contains("1234.5678", text);
    }

    [Theory]
    [InlineData(WholeWidth - 1, 4)]
    [InlineData(66, 3)]
    [InlineData(51, 2)]
    [InlineData(10, 1)]
    public void Columns_are_left_out_from_the_right_and_numbers_stay_whole(int width, int left)
    {
        var (text, isCut) = Draw(width);

        Assert.True(isCut);
        Assert.DoesNotContain($"metric {left + 1}", text);
        if (left == 1) return;
        Assert.Contains("layered model", text);
        Assert.Contains($"metric {left} [u]", text);
        Assert.Equal(left, text.Split("1234.5678").Length - 1);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Minor_columns_are_left_out_first()
    {
        var (text, _) = Draw(WholeWidth, new Column("optimal") { IsMinor = true });
        var (wide, isCut) = Draw(WholeWidth + 10, new Column("optimal") { IsMinor = true });

        Assert.Contains("metric 5 [u]", text);
        Assert.DoesNotContain("optimal", text);
        Assert.Contains("optimal", wide);
        Assert.False(isCut);
    }

    private static (string Text, bool IsCut) Draw(int width, Column? last = null)
    {
        using var written = new StringWriter { NewLine = "\n" };
        var console = Workers.PlainConsole(written);
        console.Profile.Width = width;
        var table = new Table
        {
            Name = "T",
            Caption = "C",
            Columns =
            [
                new("model"), .. Enumerable.Range(1, 5).Select(at => new Column($"metric {at}", "u", "F4")),
                .. last is null ? [] : new[] { last },
            ],
            Rows =
            [
                ["layered model", 1234.5678, 1234.5678, 1234.5678, 1234.5678, 1234.5678, .. last is null ? [] : new object?[] { true }],
            ],
        };
        var fitted = new FittedTable(table, 40, width);
        console.Write(fitted.Drawn);
        return (written.ToString(), fitted.IsCut);
    }
}
