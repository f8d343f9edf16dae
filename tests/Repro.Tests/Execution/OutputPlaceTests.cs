// Tables and figures of a worse run, or of one that is cancelled, do not replace those of a better one.

using Repro.Execution;
using Repro.Figures;
using Repro.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class OutputPlaceTests : RunTest
{
    [Fact]
    public async Task A_run_in_which_jobs_fail_leaves_the_tables_and_figures_of_a_better_run()
    {
        await RunAsync();
        var (table, picture) = (Written("Toy.Table1.csv"), Written("Toy.Table1.Picture.png"));

        var worse = await RunAsync(settings: ToyExperiment.Settings(troubles: (2, "fail")));

        Assert.Equal((table, picture), (Written("Toy.Table1.csv"), Written("Toy.Table1.Picture.png")));
        Assert.Equal("job,total [nats]\nsum of all,\nsum of the first,4.146264369941973\n",
            File.ReadAllText(folder["results/incomplete/Toy.Table1.csv"]));
        Assert.Equal(3, worse.Files.Count(file => file.Contains("/incomplete/Toy.Table1.Picture.")));
        Assert.Contains($"Toy.Table1: its tables and figures are in {folder["results/incomplete"]}, because 2 jobs of this run",
            console.ToString());
        Assert.Equal(["Toy.Table1.csv", "incomplete/Toy.Table1.csv"], Column("SELECT csv FROM tables ORDER BY id"));

        await RunAsync();

        Assert.NotEqual(table, Written("Toy.Table1.csv"));
    }

    [Fact]
    public async Task A_run_on_a_stand_in_leaves_what_is_of_real_images_and_is_replaced_by_them()
    {
        var (real, standIn) = (new ToyExperiment(), new ToyExperiment { Quality = "stand-in" });
        await RunAsync(standIn);
        var first = Written("Toy.Table1.Picture.png");

        await RunAsync(real, ToyExperiment.Settings(troubles: (2, "fail")));
        var second = Written("Toy.Table1.Picture.png");
        await RunAsync(standIn);

        Assert.NotEqual(first, second);
        Assert.Equal(second, Written("Toy.Table1.Picture.png"));
        Assert.True(File.Exists(folder["results/stand-in/Toy.Table1.Picture.png"]));
        Assert.Contains($"are in {folder["results/stand-in"]}, because they are made from stand-ins", console.ToString());
    }

    [Fact]
    public async Task Tables_and_figures_of_which_nothing_is_known_count_as_those_of_a_better_run()
    {
        await RunAsync();
        File.Delete(folder["results/Toy.Table1.made-of.json"]);
        var table = Written("Toy.Table1.csv");

        await RunAsync(new ToyExperiment { Quality = "stand-in" });

        Assert.Equal(table, Written("Toy.Table1.csv"));
        Assert.True(File.Exists(folder["results/stand-in/Toy.Table1.csv"]));
    }

    [Fact]
    public async Task A_figure_that_a_run_replaces_is_kept_under_the_start_of_the_run_that_drew_it()
    {
        await RunAsync(renderer: new TextRenderer("first"));
        var picture = Written("Toy.Table1.Picture.png").Text;
        var hashes = Column("SELECT sha256 FROM figure_files ORDER BY path");

        await RunAsync(renderer: new TextRenderer("second"));

        var started = Column("SELECT started FROM runs ORDER BY id LIMIT 1")[0].Replace(':', '-');
        Assert.NotEqual(picture, Written("Toy.Table1.Picture.png").Text);
        Assert.Equal(picture, Written($"earlier/{started}/Toy.Table1.Picture.png").Text);
        Assert.Contains(ResultFile.HashOfFile(folder[$"results/earlier/{started}/Toy.Table1.Picture.png"]), hashes);
    }

    [Fact]
    public async Task The_same_figure_is_not_kept_twice()
    {
        await RunAsync();

        await RunAsync();

        Assert.False(Directory.Exists(folder["results/earlier"]));
    }

    private (string Text, DateTime When) Written(string file) =>
        (File.ReadAllText(folder[$"results/{file}"]), File.GetLastWriteTimeUtc(folder[$"results/{file}"]));

    /// <summary>Ctrl+C while a figure is drawn: that figure is finished, and those of the first run stay for the others.</summary>
    [Fact]
    public async Task A_run_that_is_cancelled_while_it_draws_keeps_the_other_figures_and_ends_its_record()
    {
        await RunAsync(new ToyExperiment { Name = "Toy.Second" });
        File.WriteAllText(folder["results/Toy.Second.Picture.png"], "of the first run");
        using var interrupt = new CancellationTokenSource();

        var result = await Runner(new InterruptedRenderer(interrupt)).RunAsync(
            [new ToyExperiment(), new ToyExperiment { Name = "Toy.Second" }], Preset(), interrupt.Token);

        Assert.Equal(RunStatus.Cancelled, result.Status);
        Assert.Equal("Sums", File.ReadAllText(folder["results/Toy.Table1.Picture.png"]));
        Assert.Equal("of the first run", File.ReadAllText(folder["results/Toy.Second.Picture.png"]));
        Assert.Equal(["Cancelled"], Column("SELECT status FROM run_ends ORDER BY run_id DESC LIMIT 1"));
    }

    private sealed class InterruptedRenderer(CancellationTokenSource interrupt) : IFigureRenderer
    {
        public FigureFiles Render(Figure figure, string folder)
        {
            interrupt.Cancel();
            return new TextRenderer().Render(figure, folder);
        }
    }
}
