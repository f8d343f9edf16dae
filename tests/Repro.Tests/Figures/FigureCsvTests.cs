// The table beside a picture holds every number of it.

using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class FigureCsvTests
{
    [Fact]
    public void Every_number_has_a_row() => Assert.Equal(
        """
        panel,series,x,y,value
        PSNR,points,1,2,20
        PSNR,points,3,1,22.5
        PSNR,points,4,4,NaN
        PSNR,bound,0,1,
        PSNR,bound,2,2,
        PSNR,bound,5,2.5,
        PSNR,VAE,1,2,
        PSNR,optimal,1,2,
        PSNR,optimal,3,1,
        PSNR,equal total rate,,,4
        PSNR,equal total rate,,,6

        """.ReplaceLineEndings("\n"),
        FigureCsv.Write(Sketches.Small));

    [Fact]
    public void Names_with_commas_quotes_and_line_ends_are_quoted()
    {
        var panel = Sketches.Scatter(new ColouredPoint(0.1, 1e-20, double.NegativeInfinity)) with { Title = "a, \"b\"\nc" };

        Assert.Equal("panel,series,x,y,value\n\"a, \"\"b\"\"\nc\",points,0.1,1E-20,-Infinity\n", FigureCsv.Write(Sketches.Of(panel)));
    }

    [Fact]
    public void Panels_of_one_title_are_told_apart()
    {
        var panel = Sketches.Scatter(new ColouredPoint(1, 2, 3));

        Assert.Contains("\nTitle (2),points,1,2,3\n", FigureCsv.Write(Sketches.Of(panel, panel)), StringComparison.Ordinal);
    }
}
