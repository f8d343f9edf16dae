// The table beside a picture has every number of it.

using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

public sealed class FigureCsvTests
{
    [Fact]
    public void Every_number_has_a_row() => Assert.Equal(
        """
        panel,series,x,y,z,value,text
        PSNR,points,1,2,,20,
        PSNR,points,3,1,,22.5,
        PSNR,points,4,4,,NaN,
        PSNR,bound,0,1,,,
        PSNR,bound,2,2,,,
        PSNR,bound,5,2.5,,,
        PSNR,VAE,1,2,,,
        PSNR,optimal,1,2,,,
        PSNR,optimal,3,1,,,
        PSNR,equal total rate,,,,4,
        PSNR,equal total rate,,,,6,
        Sizes,points,0.1,1,,20,#ff0000
        Sizes,points,1,1,,25,blue
        Sizes,points,10,1,,30,
        Sizes,points,1,10,,NaN,
        Sizes,models 1 and 2,1,1,,,1
        Sizes,models 1 and 2,10,1,,,2
        Sizes,optimum,10,1,,,
        Space,points,20,3,1,0.5,
        Space,points,22,4,10,0.75,
        Space,points,24,2,100,NaN,#0000ff
        Space,points,21,2,5,NaN,
        Space,mesh,20,3,1,,
        Space,mesh,22,4,10,,
        Space,mesh,21,2,5,,
        Space,mesh,NaN,2,3,,
        Space,highest,24,2,100,,
        Images,images,1,1,,,original; error 0; sha256:03b722a15d4658be01f1eb9def5e8be124710cc0e88842f78107abfda3e23ea8
        Images,images,2,1,,,original; error 0; sha256:831e1b7ac82bb353e60afdf9fd113cdcc853157aba34a9ded7a5e9904e21dc0c
        Images,images,1,2,,,optimal; error 1; no image
        Images,images,2,2,,,optimal; error 1; sha256:9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a
        Graph,latent,1,0,,,z
        Graph,deterministic,0,0,,,d
        Graph,observed,1,1,,,x
        Graph,inference,,,,,x → d
        Graph,shared,,,,,d → z
        Graph,inference,,,,,x → z
        Graph,generation,,,,,z → x

        """.ReplaceLineEndings("\n"),
        FigureCsv.Write(Sketches.Of([.. Sketches.Kinds])));

    [Fact]
    public void Names_with_commas_quotes_and_line_ends_are_quoted()
    {
        var panel = Sketches.Scatter(new ColouredPoint(0.1, 1e-20, double.NegativeInfinity)) with { Title = "a, \"b\"\nc" };

        Assert.Equal(
            "panel,series,x,y,z,value,text\n\"a, \"\"b\"\"\nc\",points,0.1,1E-20,,-Infinity,\n", FigureCsv.Write(Sketches.Of(panel)));
    }

    [Fact]
    public void A_point_can_be_joined_to_its_job()
    {
        Origin origin = new(("beta2", "0.5"), ("job", "abc"));
        var panel = Sketches.Scatter(new(1, 2, 3) { Origin = origin, Error = (double.NaN, 0.5) }, new(4, 5, 6)) with
        {
            Curves = [new("curve", "red", [(7, 8)]) { Origins = [new(("job", "def"))], Labels = ["4"] }],
            Marks = [new("marks", "red", [(9, 10)]) { Origins = [new(("job", "ghi"))] }],
        };

        Assert.Equal(
            "panel,series,x,y,z,value,text,beta2,job,y error\n"
            + "Title,points,1,2,,3,,0.5,abc,0.5\nTitle,points,4,5,,6,,,,\nTitle,curve,7,8,,,4,,def,\nTitle,marks,9,10,,,,,ghi,\n",
            FigureCsv.Write(Sketches.Of(panel)));
    }

    [Fact]
    public void Panels_of_one_title_are_told_apart()
    {
        var panel = Sketches.Scatter(new ColouredPoint(1, 2, 3));

        Assert.Contains("\nTitle (2),points,1,2,,3,\n", FigureCsv.Write(Sketches.Of(panel, panel)));
    }
}
