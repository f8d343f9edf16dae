// The claims of Xiao & Bamler that compare latents, data sets or families: B9b, B10 and B13.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Paper;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>All claims of the paper.</summary>
internal static class ClaimsOfXiao23
{
    /// <summary>Decides every claim, each by itself, in the order of the paper's list.</summary>
    public static IReadOnlyList<Claim> Decide(Sweep svhn, Sweep cifar10, Sweep mnist, Sweep lvaesOnSvhn) =>
    [
        .. SweepClaims.OnEach.TakeWhile(claim => claim != SweepClaims.B11).Select(claim => claim.Decide(svhn, cifar10, mnist)),
        SweepClaims.DecideB9a(svhn, cifar10), ClaimB9b.Decide(svhn, cifar10), ClaimB10.Decide(mnist, svhn),
        SweepClaims.B11.Decide(svhn), SweepClaims.B12.Decide(svhn, cifar10, mnist), ClaimB13.Decide(svhn, lvaesOnSvhn),
    ];

    /// <summary>Decides the statements about single sweeps on those of which the paper does not say them.</summary>
    public static IReadOnlyList<Claim> Extend(IReadOnlyList<Sweep> sweeps) =>
        [.. SweepClaims.OnEach.Append(SweepClaims.B9All).SelectMany(claim => claim.Extend(sweeps))];
}

/// <summary>
/// B9b: with features of z1 the best accuracy over all betas is above that with z2, in most of the eight combinations of data set and
/// classifier. Both best models are chosen on some seeds and measured on others.
/// </summary>
internal static class ClaimB9b
{
    /// <summary>Decides the claim on the sweeps of GHVAEs on SVHN and CIFAR-10.</summary>
    public static Claim Decide(Sweep svhn, Sweep cifar10) => Ledger.Decide("B9b", [svhn, cifar10], sweeps =>
    {
        var most = Finding.Most([.. sweeps.SelectMany(sweep => MetricNames.Classifiers.Select(classifier => Test(sweep, classifier)))]);
        return (most with
        {
            Reason = $"{most.Reason}; by the paper's own {PublishedAccuracy.Source} it is true of {PublishedAccuracy.Z1BeatsZ2()} of "
                + $"{2 * MetricNames.Classifiers.Count}",
        }).On([.. sweeps.Select(sweep => sweep.Data)]);
    });

    private static Finding Test(Sweep sweep, string classifier)
    {
        var (z1, z2) = (MetricNames.Accuracy("z1", classifier), MetricNames.Accuracy("z2", classifier));
        return SeededSweep.Test(sweep, [z1, z2], "Xiao23.Table1", cells => Finding.Above(
            $"best {classifier} on z₁ above that on z₂ on {sweep.Data.Name}",
            cells.HeldOut(z1, values => (values.Best(z1), values.Best(z2)), z2), "of accuracy"));
    }
}

/// <summary>
/// B10: on MNIST the best samples with a low beta1 and a high beta2, which means a high R(z1|z2) and a low R(z2), are better than the best
/// with the opposite, and more so than on SVHN. The models are chosen on some seeds and measured on others, because where seeds scatter
/// most, the best of equal models is found.
/// </summary>
internal static class ClaimB10
{
    private static readonly string LogScore = Quantity.Log(MetricNames.InceptionScore);

    /// <summary>
    /// Decides the claim on the sweeps of GHVAEs on MNIST and, for the contrast, on SVHN. Without SVHN only the first half can fail.
    /// </summary>
    public static Claim Decide(Sweep mnist, Sweep? svhn) => Ledger.Decide(
        "B10", svhn is null ? [mnist] : [mnist, svhn], sweeps => Finding.All(OnMnist(sweeps[0]), Contrast(sweeps)));

    private static Finding OnMnist(Sweep mnist) => SeededSweep.Test(mnist, [LogScore], "Xiao23.Figure8", cells => Finding.Above(
        "best samples where β₁ < 1 ≤ β₂, above those where β₂ < 1 ≤ β₁", Difference(cells), "in ln IS")).On(mnist.Data);

    private static Finding Contrast(IReadOnlyList<Sweep> sweeps) => sweeps.Count == 1
        ? Finding.NotTestable("the contrast needs SVHN; run dotnet cake --target=Xiao23.Verdicts")
        : SeededSweep.Test(sweeps[0], [LogScore], "Xiao23.Figure8", cells => SeededSweep.Test(sweeps[1], [LogScore], "Xiao23.Figure5",
            others => Finding.Above("the same, above that on SVHN", Difference(cells).Minus(Difference(others)), "in ln IS")))
            .On(sweeps[0].Data, sweeps[1].Data);

    private static Estimate Difference(SeededSweep cells) => cells.HeldOut(LogScore, values => (
        values.Best(LogScore, betas => betas is { Beta1: < 1, Beta2: >= 1 }),
        values.Best(LogScore, betas => betas is { Beta2: < 1, Beta1: >= 1 })));
}

/// <summary>
/// B13: the effects of B1 to B8 have the same sign with LVAEs as with GHVAEs on SVHN. Only claims take part that are decided with GHVAEs.
/// </summary>
internal static class ClaimB13
{
    private static readonly SweepClaim[] Compared =
    [
        SweepClaims.B1, SweepClaims.B2, SweepClaims.B3, SweepClaims.B4, SweepClaims.B5, SweepClaims.B6, SweepClaims.B7, SweepClaims.B8,
    ];

    /// <summary>Decides the claim on the sweeps of GHVAEs and LVAEs on SVHN.</summary>
    public static Claim Decide(Sweep ghvae, Sweep lvae) =>
        Ledger.Decide("B13", [ghvae, lvae], sweeps => Test(sweeps[0], sweeps[1]).On(sweeps[0].Data, sweeps[1].Data));

    private static Finding Test(Sweep ghvae, Sweep lvae)
    {
        var all = Compared.Select(claim => (claim.Id, Ghvae: claim.Found(ghvae), Lvae: claim.Found(lvae))).ToArray();
        var evidence = all.SelectMany(pair => pair.Ghvae.Evidence.Concat(pair.Lvae.Evidence));
        var pairs = all
            .Where(pair => pair.Ghvae.Verdict is Verdict.Holds or Verdict.Fails && pair.Lvae.PHolds is not null).ToArray();
        if (pairs.Length < Compared.Length / 2)
            return Finding.NotTestable(
                $"only {pairs.Length} of {Compared.Length} claims are decided with GHVAEs and measured with LVAEs; run dotnet cake "
                + "--target=Xiao23.Verdicts").From(evidence);
        return Finding.Most(
        [
            .. from pair in pairs
               let same = pair.Ghvae.Verdict == Verdict.Holds
               select pair.Lvae with
               {
                   Reason = $"{pair.Id} {VerdictText.Of(pair.Ghvae.Verdict)} / {VerdictText.Of(pair.Lvae.Verdict)}",
                   PHolds = same ? pair.Lvae.PHolds : pair.Lvae.PFails,
                   PFails = same ? pair.Lvae.PFails : pair.Lvae.PHolds,
                   Value = pair.Ghvae.Verdict == pair.Lvae.Verdict ? 1 : 0,
               },
        ]).From(evidence);
    }
}

/// <summary>Xiao23 Table 1: best accuracy over all betas.</summary>
internal static class PublishedAccuracy
{
    /// <summary>The table of the paper that has the values.</summary>
    public static string Source => PublishedValues.Xiao23["table1"]!["source"]!.GetValue<string>();

    /// <summary>Returns the paper's accuracy in percent, as printed.</summary>
    /// <param name="data">Name of the data set, <c>svhn</c> or <c>cifar10</c>.</param>
    /// <param name="latent">Name of the latent, <c>z2</c> or <c>z1</c>.</param>
    /// <param name="classifier">Name of the classifier, one of <see cref="MetricNames.Classifiers"/>.</param>
    public static double Percent(string data, string latent, string classifier) =>
        PublishedValues.Xiao23["table1"]!["accuracy"]![data]![latent]![classifier]!.GetValue<double>();

    /// <summary>Returns the paper's accuracy in the unit of <see cref="Percent"/>, or null for what the table does not have.</summary>
    /// <param name="data">Name of the data set.</param>
    /// <param name="metric">Name of the metric.</param>
    public static double? OfMetric(string data, string metric) => (
        from latent in new[] { "z2", "z1" }
        from classifier in MetricNames.Classifiers
        where metric == MetricNames.Accuracy(latent, classifier)
        select PublishedValues.Xiao23["table1"]!["accuracy"]![data]?[latent]![classifier]!.GetValue<double>()).FirstOrDefault();

    /// <summary>Returns the number of the eight combinations of data set and classifier in which z1 beats z2.</summary>
    public static int Z1BeatsZ2() =>
        (from data in new[] { "svhn", "cifar10" } from classifier in MetricNames.Classifiers select (data, classifier))
        .Count(pair => Percent(pair.data, "z1", pair.classifier) > Percent(pair.data, "z2", pair.classifier));
}
