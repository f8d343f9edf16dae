// All thirteen claims of the paper, each decided on the sweeps that it is about (Xiao & Bamler, B1 to B13).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>The verdicts on all claims. It is the only target that needs all four sweeps; after the figures it trains nothing.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Verdicts(DataCatalog catalog) : SweepExperiment(
    catalog, "Verdicts", "All thirteen claims of the paper, each decided on the sweeps that it is about (Xiao & Bamler, B1 to B13).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers),
    new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Numbers),
    new SweepRequest(ModelSpecification.GhvaeFamily, "mnist", Measurements.Numbers),
    new SweepRequest(ModelSpecification.LvaeFamily, "svhn", Measurements.Numbers))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var (svhn, cifar10, mnist, lvae) = (report.Sweeps[0], report.Sweeps[1], report.Sweeps[2], report.Sweeps[3]);
        IReadOnlyList<Claim> claims =
        [
            ClaimB1.Decide(svhn), ClaimB2.Decide(svhn), ClaimB3.Decide(svhn, cifar10), ClaimB4.Decide(svhn, cifar10), ClaimB5.Decide(svhn),
            ClaimB6.Decide(svhn), ClaimB7.Decide(svhn, cifar10), ClaimB8.Decide(svhn), ClaimB9.Decide(svhn, cifar10),
            ClaimB10.Decide(mnist, svhn),
            ClaimB11.Decide(svhn), ClaimB12.Decide(report.Sweeps), ClaimB13.Decide(svhn, lvae),
        ];
        return new() { Claims = claims, Tables = [TableOf(report, claims), report.Models()] };
    }

    private static Table TableOf(SweepReport report, IReadOnlyList<Claim> claims) => new()
    {
        Name = report.Name,
        Caption = report.Caption("The claims of the paper with their statistics."),
        Columns = [new("claim"), new("verdict"), new("value", Format: "G4"), new("spread", Format: "G2"), new("statement"),
            new("statistic"), new("reason")],
        Rows = [.. claims.Select(claim => new object?[] { claim.Id, VerdictText.Of(claim.Verdict), claim.Value, claim.Spread,
            claim.Statement, claim.Statistic, claim.Reason })],
    };
}
