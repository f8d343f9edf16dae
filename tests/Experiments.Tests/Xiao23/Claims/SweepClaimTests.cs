// Each claim holds on made-up metrics that support it, fails on opposite ones, and is undecided where there is no effect.

using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Xunit;
using static Experiments.Jobs.MetricNames;

namespace Experiments.Tests.Xiao23.Claims;

public sealed class SweepClaimTests
{
    private static readonly World Paper = World.AsThePaperSays;

    public static TheoryData<string> OnSvhn => ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11", "B12", "B13"];

    [Theory]
    [MemberData(nameof(OnSvhn))]
    public void Holds_where_the_paper_is_right(string id)
    {
        var claim = Decide(id, Paper);

        Assert.Equal(id, claim.Id);
        Assert.True(claim.Verdict == Verdict.Holds, $"{claim.Verdict}: {claim.Reason}");
        Assert.NotNull(claim.Value);
        if (id != "B12") Assert.NotNull(claim.Spread);
        Assert.Contains("svhn (official): 10 of 20 training images", claim.Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Opposites => new()
    {
        { "B1", "accuracy is best where the inception score is" },
        { "B2", "PSNR is best at the VAE" },
        { "B3", "PSNR falls with the rate" },
        { "B4", "PSNR needs z2" },
        { "B5", "samples need z1" },
        { "B5", "very high z1 helps where z2 is low" },
        { "B6", "sharpness needs z1" },
        { "B6", "diversity varies more" },
        { "B7", "information is in z1" },
        { "B8", "kNN falls with information" },
        { "B8", "accuracy is above the bound" },
        { "B9", "logistic regression needs z2" },
        { "B9", "z1 is worse" },
        { "B11", "model 3 reconstructs better" },
        { "B12", "rates do not add up" },
        { "B12", "information is above its rate" },
    };

    [Theory]
    [MemberData(nameof(Opposites))]
    public void Fails_where_the_paper_is_wrong(string id, string world)
    {
        var claim = Decide(id, Opposite(world));

        Assert.True(claim.Verdict == Verdict.Fails, $"{claim.Verdict}: {claim.Reason}");
    }

    public static TheoryData<string, string> Open => new()
    {
        { "B1", "accuracy is as good where the inception score is best" },
        { "B2", "accuracy is as good at the VAE" },
        { "B3", "PSNR is noise" },
        { "B4", "PSNR is noise" },
        { "B5", "samples are noise" },
        { "B6", "sharpness needs both" },
        { "B7", "information is noise" },
        { "B8", "kNN is noise" },
        { "B9", "linear classifiers are noise" },
        { "B11", "inception scores are equal but for one" },
        { "B12", "information is above its rate by an unknown error" },
    };

    [Theory]
    [MemberData(nameof(Open))]
    public void Is_undecided_where_nothing_is_to_be_seen(string id, string world)
    {
        var claim = Decide(id, Opposite(world));

        Assert.True(claim.Verdict == Verdict.Undecided, $"{claim.Verdict}: {claim.Reason}");
    }

    [Theory]
    [MemberData(nameof(OnSvhn))]
    public void Stand_in_data_decide_nothing_but_theorems(string id)
    {
        var (real, standIn) = (Decide(id, Paper), Decide(id, Paper, "stand-in"));

        Assert.Equal(id == "B12" ? Verdict.Holds : Verdict.NotTestableHere, standIn.Verdict);
        Assert.Equal((real.Value, real.Spread), (standIn.Value, standIn.Spread));
        if (id != "B12") Assert.Contains("Generated images take the place of svhn", standIn.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B1")]
    [InlineData("B4")]
    [InlineData("B9")]
    public void An_unofficial_copy_decides_and_is_named(string id)
    {
        var claim = Decide(id, Paper, "unofficial copy");

        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.Contains("svhn (unofficial copy)", claim.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OnSvhn))]
    public void Without_metrics_the_claim_says_what_to_run(string id)
    {
        string[] all = [.. Paper.Metrics.Keys];
        var claim = Decide(id, all.Aggregate(Paper, (world, metric) => world.Without(metric)));

        Assert.Equal(Verdict.NotTestableHere, claim.Verdict);
        Assert.Contains("dotnet cake --target=", claim.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B4")]
    [InlineData("B10")]
    [InlineData("B11")]
    public void The_same_numbers_get_the_same_claim(string id) => Assert.Equal(Decide(id, Paper), Decide(id, Paper));

    [Fact]
    public void Two_beta_vaes_are_no_yardstick()
    {
        var sweep = Paper.Sweep();
        var claim = ClaimB4.Decide(sweep with { Cells = [.. sweep.Cells.Where(cell => !cell.Betas.IsBetaVae || cell.Betas.Beta2 > 3)] },
            Paper.Sweep("cifar10"));

        Assert.Equal(Verdict.NotTestableHere, claim.Verdict);
        Assert.Contains("2 beta-VAEs are no yardstick", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_cell_is_left_out_and_told()
    {
        var sweep = Paper.Sweep();
        var claim =
            ClaimB3.Decide(sweep with { Cells = [.. sweep.Cells.Select((cell, index) => index == 3 ? cell with { Models = [] } : cell)] });

        Assert.Equal(Verdict.Holds, claim.Verdict);
        Assert.Contains("1 of 49 cells", claim.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracies_above_the_bound_by_chance_do_not_count()
    {
        var world = Paper.With(AccuracyBound, (z2, z1) => 0.1 + (0.4 * 0.9 * z2) - (0.05 * z1) - 0.001);

        Assert.Equal(Verdict.Holds, Decide("B8", world with { TestImages = 2000 }).Verdict);
        Assert.Equal(Verdict.Fails, Decide("B8", world with { TestImages = 100_000_000 }).Verdict);
    }

    [Fact]
    public void B9_tells_what_the_papers_own_table_says() =>
        Assert.Contains("by the paper's own Table 1 z1 beats z2 in 2 of 8", Decide("B9", Paper).Reason, StringComparison.Ordinal);

    [Fact]
    public void B10_needs_both_data_sets_but_may_fail_on_one()
    {
        Assert.Equal(Verdict.NotTestableHere, ClaimB10.Decide(Mnist.Sweep("mnist"), svhn: null).Verdict);
        Assert.Equal(Verdict.Fails, ClaimB10.Decide(Paper.Sweep("mnist"), svhn: null).Verdict);
        Assert.Equal(Verdict.Fails, ClaimB10.Decide(Paper.Sweep("mnist"), Mnist.Sweep()).Verdict);
        Assert.Equal(Verdict.Undecided, ClaimB10.Decide(Mnist.Sweep("mnist"), Mnist.Sweep()).Verdict);
        Assert.Equal(Verdict.Undecided, ClaimB10.Decide(Paper.With(InceptionScore, World.Noise).Sweep("mnist"), Paper.Sweep()).Verdict);
    }

    [Fact]
    public void B13_asks_whether_verdicts_agree_and_not_whether_claims_hold()
    {
        var wrong = new[] { "PSNR falls with the rate", "samples need z1", "sharpness needs z1", "information is in z1",
            "kNN falls with information" }
            .Aggregate(Paper, (world, next) => Opposite(next, world));

        Assert.Equal(Verdict.Fails, ClaimB13.Decide(Paper.Sweep(), wrong.Sweep(family: "LVAE")).Verdict);
        Assert.Equal(Verdict.Holds, ClaimB13.Decide(wrong.Sweep(), wrong.Sweep(family: "LVAE")).Verdict);
    }

    private static World Mnist => Paper.With(InceptionScore, (z2, z1) => 2 + z1 + (0.01 * z2));

    private static World Opposite(string name, World? from = null)
    {
        var world = from ?? Paper;
        return name switch
        {
            "accuracy is best where the inception score is" => world.With(AccuracyZ2RbfSvm, Peak(2, 1.0 / 3)),
            "PSNR is best at the VAE" => world.With(Psnr, Peak(1, 1)),
            "PSNR falls with the rate" => world.With(Psnr, (z2, z1) => 20 - z2 - z1),
            "PSNR needs z2" => world.With(Psnr, (z2, z1) => 10 + (5 * z2) - (0.5 * z1)),
            "samples need z1" => world.With(InceptionScore, (z2, z1) => 2 + z1 - (0.2 * z2)),
            "very high z1 helps where z2 is low" => world.With(InceptionScore, (z2, z1) => 2 + z2 + (z2 < 0.9 && z1 > 1.1 ? 1 : 0)),
            "sharpness needs z1" => world.With(Sharpness, (z2, z1) => Math.Exp(-1.5 + (0.5 * z1) + (0.02 * z2))),
            "diversity varies more" => world.With(Diversity, (z2, _) => Math.Exp(z2)),
            "information is in z1" => world.With(MutualInformation, (_, z1) => z1 * 0.4),
            "kNN falls with information" => world.With(AccuracyZ2Knn, (z2, _) => 0.2 - (0.05 * z2)),
            "accuracy is above the bound" => world.With(AccuracyBound, (_, _) => 0.3),
            "logistic regression needs z2" => world.With(Accuracy("z2", "logistic"), (z2, z1) => 0.3 + (0.2 * z2) + (0.01 * z1)),
            "z1 is worse" => world.WithAll("z1", (_, _) => 0.2),
            "model 3 reconstructs better" => world.With(AccuracyZ2RbfSvm, Peak(2, 1)),
            "rates do not add up" => world.With(Rate, (z2, z1) => Math.Pow(10, z2) + Math.Pow(10, z1) + 0.01),
            "information is above its rate" => world.With(MutualInformation, (z2, _) => Math.Pow(10, z2) + 0.1),
            "accuracy is as good where the inception score is best" =>
                world.With(AccuracyZ2RbfSvm, Peaks((2, 1.0 / 3), (2, 0))) with { TestImages = 1000 },
            "accuracy is as good at the VAE" => world.With(AccuracyZ2RbfSvm, Peaks((1, 1), (2, 0))) with { TestImages = 1000 },
            "PSNR is noise" => world.With(Psnr, (z2, z1) => 20 + World.Noise(z2, z1)),
            "samples are noise" => world.With(InceptionScore, (z2, z1) => 3 + (0.2 * World.Noise(z2, z1))),
            "sharpness needs both" =>
                world.With(Sharpness, (z2, z1) => Math.Exp(-2 + (0.5 * z1) + (0.5 * z2) + (0.1 * World.Noise(z2, z1)))),
            "information is noise" => world.With(MutualInformation, (z2, z1) => 1 + (0.1 * World.Noise(z2, z1))),
            "kNN is noise" => world.With(AccuracyZ2Knn, (z2, z1) => 0.1 + (0.01 * World.Noise(z2, z1))),
            "linear classifiers are noise" => world.With(Accuracy("z2", "logistic"), (z2, z1) => 0.5 + (0.05 * World.Noise(z2, z1))),
            "inception scores are equal but for one" => world.With(InceptionScore, (z2, z1) => 3 + Peak(2, 1.0 / 3)(z2, z1)),
            "information is above its rate by an unknown error" =>
                world.With(MutualInformation, (z2, _) => Math.Pow(10, z2) + 0.1) with { Errors = world.Errors.Remove(MutualInformation) },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such world"),
        };
    }

    /// <summary>Metric with 0.9 at one grid point and 0.2 at all others.</summary>
    private static Func<double, double, double> Peak(double atZ2, double atZ1) => Peaks((atZ2, atZ1));

    private static Func<double, double, double> Peaks(params (double Z2, double Z1)[] places) =>
        (z2, z1) => places.Any(place => Math.Abs(z2 - place.Z2) + Math.Abs(z1 - place.Z1) < 1e-6) ? 0.9 : 0.2;

    /// <summary>Sweeps in which CIFAR-10 and MNIST support the paper, except where a claim is about SVHN and CIFAR-10 together.</summary>
    private static Claim Decide(string id, World world, string quality = "official")
    {
        var svhn = world.Sweep(quality: quality);
        return id switch
        {
            "B1" => ClaimB1.Decide(svhn),
            "B2" => ClaimB2.Decide(svhn),
            "B3" => ClaimB3.Decide(svhn),
            "B4" => ClaimB4.Decide(svhn, Paper.Sweep("cifar10")),
            "B5" => ClaimB5.Decide(svhn),
            "B6" => ClaimB6.Decide(svhn),
            "B7" => ClaimB7.Decide(svhn, Paper.Sweep("cifar10")),
            "B8" => ClaimB8.Decide(svhn),
            "B9" => ClaimB9.Decide(svhn, Cifar10(world)),
            "B10" => ClaimB10.Decide(Mnist.Sweep("mnist"), svhn),
            "B11" => ClaimB11.Decide(svhn),
            "B12" => ClaimB12.Decide(svhn),
            "B13" => ClaimB13.Decide(svhn, world.Sweep(quality: quality, family: "LVAE")),
            _ => throw new ArgumentOutOfRangeException(nameof(id), id, "no such claim"),
        };
    }

    /// <summary>CIFAR-10 on which accuracies on z1 are as high or low as on SVHN.</summary>
    private static Sweep Cifar10(World svhn) => (svhn.Metrics.TryGetValue(Accuracy("z1", "knn"), out var onZ1)
        ? World.AsThePaperSaysOfCifar10.WithAll("z1", onZ1)
        : World.AsThePaperSaysOfCifar10).Sweep("cifar10");
}
