// The committed results of the presets "reference" and "long": they are of today's code, they draw their figure without a training, and
// the README shows their numbers.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Experiments.Checks;
using Experiments.Claims;
using Experiments.CommandLine;
using Experiments.Paper;
using Experiments.Presets;
using Experiments.Tests.CommandLine;
using MathNet.Numerics.Statistics;
using Repro.Claims;
using Repro.Plans;
using Repro.Records;
using Xunit;
using static Experiments.Jobs.MetricNames;
using Outlook = Experiments.Xiao23.Claims.Outlook;

namespace Experiments.Tests;

public sealed class CommittedReferenceTests
{
    /// <summary>Presets and targets with a figure and claims, with the notice about the images of their committed results.</summary>
    public static TheoryData<string, string, string> Targets => new()
    {
        { "reference", "Xiao23.Figure8", "" }, { "reference", "Xiao23.Figure10", Copy }, { "reference", "Shu22.Figure1", Copy },
        { "reference", "Shu22.RateDistortion", Copy }, { "long", "Xiao23.Figure8", "" }, { "long", "Xiao23.Figure10", Copy },
    };

    private const string Copy = "are an unofficial copy";
    private const string Shu22Table1 = "Shu22.Table1";
    private static readonly string[] Shu22 = [Shu22Table1, "Shu22.Figure1", "Shu22.RateDistortion", "Shu22.Perceptual"];
    private static readonly string[] Sweeps = ["Xiao23.Figure8", "Xiao23.Figure10"];

    /// <summary>The presets and targets whose claims the README shows, in each column.</summary>
    private static readonly (string Preset, string[] Targets)[] Columns =
        [("reference", [Sweeps[0]]), ("long", [Sweeps[0]]), ("reference", [Sweeps[1], .. Shu22])];

    private static readonly string Results = Folder("reference");

    [Theory]
    [InlineData("reference")]
    [InlineData("long")]
    public void They_were_computed_by_todays_code(string preset)
    {
        var handlers = Catalogue.Handlers(new(new() { Folder = "", CacheFolder = "" }, "cpu", TimeSpan.Zero, TimeProvider.System))
            .ToDictionary(handler => handler.Kind);
        var code = new CommittedResults(Jobs(preset)).Code().ToArray();

        Assert.NotEmpty(code);
        Assert.All(code, each =>
        {
            var changed = Sources.Differences(each.Sources, Sources.Of(handlers[each.Kind].GetType()).Files);
            Assert.True(changed.Count == 0,
                $"The committed results of the kind {each.Kind} are of older code: {string.Join(", ", changed)} changed. See whether they "
                + $"still hold (dotnet cake --target=Verify --preset=reference); then keep them (hvae-repro run TARGET --preset {preset} "
                + $"--accept-code) and commit them again (hvae-repro keep TARGET --preset {preset}), or train anew (--retrain).");
        });
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void They_draw_their_figure_and_decide_its_claims_without_a_training(string preset, string target, string notice)
    {
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "HVAE_DATA is not set: no images to which the committed results belong.");
        using var program = WithCommittedResults(preset);

        string[] command = ["run", target, "--preset", preset, "--data", data, "--offline"];
        var planned = program.Run([.. command, "--dry-run"]);
        Assert.SkipUnless(
            (planned.Output + planned.Error).Contains(notice, StringComparison.Ordinal), $"HVAE_DATA has no images that {notice}.");

        Assert.Contains("Nothing would run.", planned.Output, StringComparison.Ordinal); // Else what follows would train for hours.

        var answer = program.Run(command);

        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
        Assert.Matches("([0-9]+) jobs: \\1 cached, 0 to be run\n\\1 of the cached results are committed ones", answer.Output);
        Assert.True(File.Exists(program.File($"results/{preset}/{target}.svg")));
        Assert.Equal(
            Verdicts(target, Path.Combine(Folder(preset), RecordsDatabase.FileName)),
            Verdicts(target, program.File($"results/{preset}/records.sqlite")));
    }

    [Fact]
    public void Verify_trains_models_of_a_new_seed_alone()
    {
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "HVAE_DATA is not set: no images to which the committed results belong.");
        using var program = WithCommittedResults("reference");

        var answer = program.Run("why", "Verify", "--preset", "reference", "--data", data, "--offline", "--json");

        using var jobs = JsonDocument.Parse(answer.Output);
        Assert.All(
            jobs.RootElement.EnumerateArray().Where(job => job.GetProperty("kind").GetString() == "classifier"),
            job => Assert.True(job.GetProperty("cached").GetBoolean()));
        string[] trained = [.. jobs.RootElement.EnumerateArray().Where(job => job.GetProperty("kind").GetString() == "train")
            .Select(job => job.GetProperty("label").GetString()!)];
        Assert.NotEmpty(trained);
        Assert.All(trained, label => Assert.Matches(" seed=20[0-9]{6}$", label));
        Assert.All(trained.CountBy(label => label.Split(' ')[1]), data => Assert.Equal(3, data.Value));
    }

    private static HvaeRepro WithCommittedResults(string preset)
    {
        var program = new HvaeRepro();
        var to = Directory.CreateDirectory(program.File($"results/{preset}/jobs")).FullName;
        foreach (var file in Directory.EnumerateFiles(Jobs(preset))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return program;
    }

    [Fact]
    public void The_readme_shows_their_claims()
    {
        string[][] rows = [.. Readme.Split('\n')
            .Select(line => line.Replace("\\|", "/", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is ["", ['A' or 'B', _, ..], _, _, _, _, ""])];

        Assert.All(Columns.Index(), column => Assert.Equal(
            column.Item.Targets.SelectMany(target => Verdicts(target, Path.Combine(Folder(column.Item.Preset), RecordsDatabase.FileName)))
                .Order(StringComparer.Ordinal),
            rows.Where(cells => cells[3 + column.Index] != "–")
                .Select(cells => $"{cells[1]}: {cells[3 + column.Index].Replace("**", "", StringComparison.Ordinal)}")
                .Order(StringComparer.Ordinal)));
    }

    /// <summary>The numbers of the sentences before the table, and of the picture's text, are those of the recorded models.</summary>
    [Fact]
    public void The_readme_tells_their_sizes()
    {
        var recorded = Sweeps.Select(target => ("reference", target)).Append(("long", Sweeps[0])).Select(of =>
        {
            var (preset, target) = of;
            var (table, epochs) = Trained(preset, target);
            var outlook = File.ReadAllLines(Path.Combine(Folder(preset), $"{target}.outlook.csv"));
            using var records = RecordsDatabase.OpenToRead(Path.Combine(Folder(preset), RecordsDatabase.FileName));
            var ledger = Ledger.Of(records).Where(entry => entry.Target == target).ToArray();
            return (
                Seeds: table.Skip(1).Select(row => int.Parse(row[4])).ToArray(),
                Best: new[] { "IS", "RBF SVM on z2" }.Select(metric => table.Skip(1).MaxBy(row => Of(table, row, metric))),
                Epochs: epochs,
                Claims: Word(ledger.Count(entry => !entry.Claim.Contains(' ', StringComparison.Ordinal))),
                Decided: ledger.Where(entry => entry.Verdict is Verdict.Holds or Verdict.Fails)
                    .Select(entry => (entry.Claim.Split(' ')[0], entry.Verdict)).ToArray(),
                Outlook: outlook,
                Quantities: Word(outlook.Length - 1),
                Changing: Word(outlook.Skip(1).Count(row => !row.EndsWith(Outlook.NoChange, StringComparison.Ordinal))));
        }).ToArray();
        var (mnist, cifar10, longer) = (recorded[0], recorded[1], recorded[2]);
        Assert.Subset(mnist.Decided.ToHashSet(), longer.Decided.ToHashSet());
        Assert.True(longer.Seeds.Count(seeds => seeds == 1) > longer.Seeds.Length / 2);
        Assert.Single(longer.Best.Distinct());
        var (few, fewEpochs) = Trained("long", Sweeps[1]);
        var before = Trained("reference", Sweeps[1]).Table;
        before = [before[0], .. few.Skip(1).Select(row => before.Single(other => other[2..4].SequenceEqual(row[2..4])))];
        Assert.All(
            from cells in new[] { few, before }
            from name in new[] { "Logistic regression on z2", "RBF SVM on z2", "Linear SVM on z2", "kNN on z2" }
            select (cells, name),
            of => Assert.Same(
                of.cells.Skip(1).MaxBy(row => Of(of.cells, row, "R(z1|z2) [nats]") / Of(of.cells, row, "R [nats]")),
                of.cells.Skip(1).MinBy(row => Of(of.cells, row, of.name))));
        Assert.Equal(["B1", "B4", "B6", "B7"], mnist.Decided.Except(longer.Decided).Select(of => of.Item1).Order(StringComparer.Ordinal));
        Assert.Equal(mnist.Quantities, cifar10.Quantities);
        var column = Array.IndexOf(cifar10.Outlook[0].Split(','), "distance") + 1; // The names of quantities have a comma.
        double[] distances = [.. cifar10.Outlook.Skip(1).Select(row => row.Split(',')[column]).Where(text => text.Length > 0)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

        Assert.Multiple(
        [
            .. new[]
            {
                $"All metrics of {mnist.Seeds.Sum()} GHVAEs on MNIST",
                $"on MNIST, of which the paper makes {mnist.Claims} of these claims, and on CIFAR-10, of which it makes {cifar10.Claims}?",
                $"{mnist.Seeds.Sum()} GHVAEs of {Square(mnist.Seeds.Length)} betas ({OfCells(mnist.Seeds)}) were trained for "
                    + $"{mnist.Epochs} epochs of MNIST, and {cifar10.Seeds.Sum()} of {Square(cifar10.Seeds.Length)} betas "
                    + $"({OfCells(cifar10.Seeds)}) for {cifar10.Epochs} of an unofficial copy of CIFAR-10",
                $"of {mnist.Quantities} measured numbers, {mnist.Changing} still changed beyond the noise of the seeds on MNIST, and "
                    + $"{cifar10.Changing} on CIFAR-10.",
                $"{longer.Seeds.Sum()} GHVAEs on MNIST were also trained for {longer.Epochs} epochs, on a GPU. The "
                    + $"{Word(longer.Decided.Length)} claims that they decide have the verdicts of {mnist.Epochs} epochs; "
                    + $"{Word(mnist.Decided.Except(longer.Decided).Count())} that {mnist.Epochs} epochs decide are open there: B4, B6 and "
                    + "B7 because most cells have one seed, and B1 because one model is best in both inception score and accuracy.",
                $"the best accuracies on latents of CIFAR-10 are still {-distances.Max():F0} to {-distances.Min():F0} points below the "
                    + "paper's Table 1",
                $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Word(few.Length - 1))} of its cells were also trained for "
                    + $"{fewEpochs} epochs: all four classifiers on z2 are still worst where nearly all of the rate is in z1, as after "
                    + $"{cifar10.Epochs}, but {Word(few.Length - 1)} cells decide no claim.",
                $"the second trains {Preset.Load("quick").GridFor("mnist").Models().Count()} smaller models",
            }.Select(expected => (Action)(() => Assert.Contains(expected, Readme, StringComparison.Ordinal))),
        ]);
    }

    /// <summary>Returns the table of a sweep's models, with its head, and the number of epochs on all images.</summary>
    private static (string[][] Table, string Epochs) Trained(string preset, string target)
    {
        var trained = Regex.Match(
            File.ReadAllText(Path.Combine(Folder(preset), $"{target}.models.md")),
            "(?<epochs>[0-9]+) epochs of (?<used>[0-9,]+) of (?<all>[0-9,]+) training images", RegexOptions.NonBacktracking);
        Assert.Equal(trained.Groups["all"].Value, trained.Groups["used"].Value);
        return (
            [.. File.ReadLines(Path.Combine(Folder(preset), $"{target}.models.csv")).Select(row => row.Split(','))],
            Word(int.Parse(trained.Groups["epochs"].Value)));
    }

    private static double Of(string[][] table, string[] row, string column) =>
        double.Parse(row[Array.IndexOf(table[0], column)], CultureInfo.InvariantCulture);

    /// <summary>
    /// A number of ours is in the committed tables, or a note says with what preset and when it was computed. The other side's numbers are
    /// the papers', or those of the public code's runs.
    /// </summary>
    [Fact]
    public void The_readme_shows_what_was_obtained_beside_what_was_published()
    {
        string[][] counts = [.. new[] { "Table2", "Table3" }
            .SelectMany(table => File.ReadLines(Path.Combine(Results, $"Xiao23.{table}.csv")))
            .Where(row => row.Contains(",all,", StringComparison.Ordinal)).Select(row => row.TrimEnd().Split(',')[^3..])];
        Assert.All(counts, row => Assert.Equal(row[0], row[1]));
        var (mnist, colour, lvae) = (Count(counts[0]), Count(counts[1]), Count(counts[2]));
        double[] losses = [.. Fidelity.Read(Path.Combine(DocumentedCommandsTests.Root, "tests", "reference", "mnist-training.json")).Runs
            .Where(run => run is { Beta2: 1, Beta1: 0.1 }).Select(run => run.Loss)];
        var svhn = PublishedValues.Shu22["table1"]!["svhn"]!;
        var table1 = File.ReadAllLines(Path.Combine(Results, $"{Shu22Table1}.csv"));
        var cifar10 = table1[0].Split(',').Skip(1).Zip(table1[1].Split("\",")[1].Split(','))
            .Take(9).ToDictionary(); // Later names have commas.

        Assert.Multiple(
        [
            .. new[]
            {
                $"| {colour} · {mnist} · {lvae} | the same (Xiao23, Tables 2 and 3) |",
                $"| {losses.Average():F2} ± {Bootstrap.Deviation(losses):F2} nats (public code, {Word(losses.Length)} seeds) |",
                $"| {Cifar10("δ/D_K")}, at {Cifar10("R*_K/R_K")} of its rate "
                    + $"({Word(Preset.Load("reference").ProgressiveCoding.Seeds.Count)} seeds) | "
                    + $"{Ratio("targetedDistortion", "distortionK")}, at {Ratio("targetedRate", "rateK")} of its rate on SVHN "
                    + "(Shu22, Table 1) |",
            }.Select(expected => (Action)(() => Assert.Contains(expected, Readme, StringComparison.Ordinal))),
        ]);
        Assert.All(
            Readme.Split('\n')
                .Where(row => row.StartsWith('|') && row.EndsWith("` |", StringComparison.Ordinal) && row.Contains("dotnet cake"))
                .Where(row => !row.Contains(mnist, StringComparison.Ordinal) && !row.Contains(Shu22Table1, StringComparison.Ordinal)),
            row =>
            {
                var note = Regex.Match(row, "[¹²³]", RegexOptions.NonBacktracking).Value;
                Assert.NotEmpty(note);
                Assert.Matches($"{note} N[^¹²³]*computed with the preset `[a-z]+` on [0-9]+ [A-Z][a-z]+ 20[0-9]{{2}}", Readme);
            });

        string Cifar10(string name) => $"{double.Parse(cifar10[name], CultureInfo.InvariantCulture):F2}";

        string Ratio(string one, string other) => $"{(decimal)svhn[one]!.GetValue<double>() / (decimal)svhn[other]!.GetValue<double>():F2}";
    }

    /// <summary>What <c>seed-noise.json</c> says of itself: deviations over seeds, smoothed over neighbours, to two digits.</summary>
    [Fact]
    public void Simulated_sweeps_scatter_as_the_models_of_mnist_do()
    {
        string[] relative = [RateZ2, RateZ1, Rate, InceptionScore, Sharpness, Diversity];
        var values = (
            from kind in new[] { "evaluate", "samples", "latents" }
            from line in File.ReadLines(Path.Combine(Jobs("reference"), $"{kind}.jsonl"))
            let result = JsonNode.Parse(line)!["result"]!
            let cell = Regex.Match(
                (string)result["label"]!, "^GHVAE mnist beta2=(?<beta2>[0-9.]+) beta1=(?<beta1>[0-9.]+) seed=[0-9]+$",
                RegexOptions.NonBacktracking)
            where cell.Success
            from metric in result["metrics"]!.AsArray()
            let name = (string)metric["name"]!
            let value = (double)metric["value"]!
            select (Key: (name, Beta("beta1", cell), Beta("beta2", cell)), Value: relative.Contains(name) ? Math.Log(value) : value))
            .ToLookup(each => each.Key, each => each.Value);
        double[] betas = [.. values.Select(each => each.Key.Item2).Distinct().Order()];
        var shared = File.ReadLines(Path.Combine(Results, "Xiao23.Figure8.seeds.csv")).Skip(1).Select(row => row.Split(','))
            .ToDictionary(
                row => row[2].Replace("ln ", "", StringComparison.Ordinal), row => double.Parse(row[6], CultureInfo.InvariantCulture));

        Assert.All(CalibrationJob.Settings(betas.Length, 1).Noise, metric =>
        {
            Assert.Equal(shared[metric.Key], metric.Value.Shared, 0.05 * shared[metric.Key]);
            for (var row = 0; row < betas.Length; row++)
            {
                for (var column = 0; column < betas.Length; column++)
                {
                    var near = (
                        from at in Enumerable.Range(row - 1, 3).Where(at => at >= 0 && at < betas.Length)
                        from of in Enumerable.Range(column - 1, 3).Where(of => of >= 0 && of < betas.Length)
                        let weight = Math.Pow(2, -Math.Abs(at - row) - Math.Abs(of - column))
                        select (weight, Variance: Statistics.Variance(values[(metric.Key, betas[at], betas[of])]))).ToArray();
                    var expected = Math.Sqrt(near.Sum(each => each.weight * each.Variance) / near.Sum(each => each.weight));
                    Assert.Equal(expected, metric.Value.Deviations[row][column], 0.05 * expected);
                }
            }
        });

        static double Beta(string name, Match cell) => double.Parse(cell.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    private static string Folder(string preset) => Path.Combine(DocumentedCommandsTests.Root, "results", preset);

    private static string Jobs(string preset) => Path.Combine(Folder(preset), CommittedResults.FolderName);

    private static string Readme => File.ReadAllText(Path.Combine(DocumentedCommandsTests.Root, "README.md"));

    private static string Count(string[] row) => $"{int.Parse(row[0]):N0}";

    private static string OfCells(int[] seeds) => $"{Word(seeds.Max())} seeds on "
        + $"{(seeds.Min() == seeds.Max() ? "all" : $"{Square(seeds.Count(count => count == seeds.Max()))} of them")}";

    private static string Square(int cells) => $"{Math.Sqrt(cells)}×{Math.Sqrt(cells)}";

    /// <summary>Returns a number as it is written in a sentence: up to twelve as a word.</summary>
    private static string Word(int number) => number > 12 ? $"{number}"
        : "zero one two three four five six seven eight nine ten eleven twelve".Split(' ')[number];

    private static string[] Verdicts(string target, string path)
    {
        using var records = RecordsDatabase.OpenToRead(path);
        return
        [
            .. Ledger.Of(records).Where(entry => entry.Target == target)
                .Select(entry => $"{entry.Claim.Split(' ')[0]}: {VerdictText.Of(entry.Verdict)}, {ClaimText.Effect(entry.AsClaim)}")
                .Order(StringComparer.Ordinal),
        ];
    }
}
