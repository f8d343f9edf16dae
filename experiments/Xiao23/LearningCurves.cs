// Learning curves of a sweep: measured numbers and the evidence for claims over the training, beside the paper's numbers (our addition).

using System.Globalization;
using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Training;
using MathNet.Numerics.Distributions;
using Repro.Claims;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>
/// Adds figures and tables over the training to targets whose preset has a history. They say how far each number is from the paper's, and
/// what a longer training is expected to change.
/// </summary>
internal static class LearningCurves
{
    private const int PerRow = 4;

    private const string Signed = "+0.00;−0.00;0.00";

    private const string Blue = "#1f77b4", Red = "#d62728";

    private static readonly Axis Time = new("log₂ of the share of the training (0: its end)");

    /// <summary>The quantities, row by row of the figure.</summary>
    private static readonly IReadOnlyList<Shown> Quantities =
    [
        new(0, SweepMetric.Psnr, IsBest: true), new(0, SweepMetric.InceptionScore, IsBest: true),
        new(0, new(MetricNames.Loss, "−ELBO", "−ELBO", "nats"), IsBest: false),
        new(0, SweepMetric.RateZ2, IsBest: false), new(0, SweepMetric.RateZ1, IsBest: false),
        new(0, SweepMetric.RbfSvmOnZ2 with { Title = "Mean of all accuracies", Column = "mean of all accuracies" }, IsBest: true)
        {
            Metrics = [.. SweepMetric.AccuraciesZ2.Concat(SweepMetric.AccuraciesZ1).Select(metric => metric.Name)],
        },
        .. SweepMetric.AccuraciesZ2.Select(metric => new Shown(1, metric, IsBest: true)),
        .. SweepMetric.AccuraciesZ1.Select(metric => new Shown(2, metric, IsBest: true)),
    ];

    /// <summary>Returns the conclusion with the learning curves; without a history it is the same.</summary>
    /// <param name="conclusion">The conclusion of the target.</param>
    /// <param name="report">The sweeps of the target.</param>
    public static Conclusion Add(Conclusion conclusion, SweepReport report)
    {
        var falling = report.Preset.Training.Schedule == LearningRateSchedule.Cosine;
        Measured[] curves =
        [
            .. from sweep in report.Sweeps
               from shown in Quantities
               let curve = TrainingCurve.Of(sweep, shown.Metrics, shown.Statistic, falling)
               where curve is not null
               select new Measured(sweep, shown, curve),
        ];
        ClaimCurve[] claims = [.. report.Sweeps.SelectMany(ClaimCurve.Of)];
        return conclusion with
        {
            Figures =
            [
                .. conclusion.Figures,
                .. curves.Length == 0 ? [] : new[] { Figure(curves, report) },
                .. claims.Length == 0 ? [] : new[] { Figure(claims, report) },
            ],
            Tables =
            [
                .. conclusion.Tables,
                .. curves.Length == 0 ? [] : new[] { Table(curves, report, falling) },
                .. claims.Length == 0 ? [] : new[] { Table(claims, report) },
            ],
        };
    }

    /// <summary>Returns the text of a share, e.g. <c>1/8</c>.</summary>
    internal static string Text(double share) =>
        (1 / share) is var part && part.Equals(Math.Round(part)) ? $"1/{part:N0}" : $"{share:G3}";

    private static Figure Figure(IReadOnlyList<Measured> curves, SweepReport report) => report.Figure("", Panels(curves, report), PerRow,
        "Measured numbers over the training. \"Best\" is the highest mean over seeds of all (β₂, β₁), chosen anew at each time, "
        + "which noise raises a little; \"β = 1\" is β₂ = β₁ = 1. Error bars are standard errors over seeds and test images. "
        + $"{PaperSentence(curves)}")
        with
    {
        Name = $"{report.Name}.curves",
        Title = "Learning curves (our addition to Xiao & Bamler 2023)",
        Blocks = [[.. curves.GroupBy(curve => (curve.Sweep.Name, curve.Shown.Row)).Select(row => row.Count())]],
    };

    private static IReadOnlyList<Panel> Panels(IReadOnlyList<Measured> curves, SweepReport report) =>
    [
        .. from curve in curves
           let about = report.Sweeps.Count > 1 ? $"{DataText.Short(curve.Sweep.Data)}: " : ""
           select new PlanePanel
           {
               Title = about + curve.Shown.Title,
               X = Time,
               Y = curve.Shown.Axis,
               Curves =
               [
                   new("measured", Blue, [.. curve.Points.Select(point => (Math.Log2(point.Share), point.Value.Value))])
                   {
                       Symbol = MarkSymbol.Dot,
                       Errors = [.. curve.Points.Select(point => point.Value.StandardError ?? double.NaN)],
                   },
                   .. curve.Paper is { } paper ? [Level("the paper", Red, curve.Points, paper)] : Array.Empty<Curve>(),
               ],
           },
    ];

    private static Figure Figure(IReadOnlyList<ClaimCurve> claims, SweepReport report)
    {
        IReadOnlyList<Panel> panels =
        [
            .. from claim in claims
               let about = report.Sweeps.Count > 1 ? $"{DataText.Short(claim.Data)}: " : ""
               select new PlanePanel
               {
                   Title = $"{about}{claim.Id}",
                   X = Time,
                   Y = new("evidence [standard deviations]"),
                   Curves =
                   [
                       new("evidence", Blue, [.. claim.Points.Select(point => (Math.Log2(point.Share), claim.Evidence(point.Finding)))])
                       {
                           Symbol = MarkSymbol.Dot,
                       },
                       Level("holds above", "#2ca02c", claim.Points, ClaimCurve.Decides),
                       Level("fails below", Red, claim.Points, -ClaimCurve.Decides) with { Line = CurveLine.Dotted },
                   ],
               },
        ];
        return report.Figure("", panels, PerRow,
            "Evidence for each claim over the training: the p-value of \"holds\" (above 0) or of \"fails\" (below 0), whichever is "
            + $"smaller, as a deviate of the normal distribution, at most {ClaimCurve.Most:N0}. Each claim is tested by itself. The table "
            + $"{report.Name}.history has the effects.")
            with
        {
            Name = $"{report.Name}.evidence",
            Title = "Evidence for the claims over the training (our addition to Xiao & Bamler 2023)",
        };
    }

    private static Curve Level(string name, string colour, IEnumerable<(double Share, Estimate)> points, double value) =>
        Level(name, colour, points.Select(point => point.Share), value);

    private static Curve Level(string name, string colour, IEnumerable<(double Share, Finding)> points, double value) =>
        Level(name, colour, points.Select(point => point.Share), value);

    private static Curve Level(string name, string colour, IEnumerable<double> shares, double value) =>
        new(name, colour, [.. shares.Select(share => (Math.Log2(share), value))], CurveLine.Dashed);

    private static Table Table(IReadOnlyList<Measured> curves, SweepReport report, bool falling)
    {
        double[] earlier = [.. curves[0].Points.SkipLast(1).Select(point => point.Share)];
        var (hasPaper, hasNext) = (curves.Any(curve => curve.Paper is not null), curves.Any(curve => curve.Curve.Outlook.Next is not null));
        return new()
        {
            Name = $"{report.Name}.outlook",
            Caption = report.Caption(
                "Measured numbers after shares of the training, their distance from the paper's, and what a longer training is expected to "
                + "change. \"Best\" is the highest mean over seeds of all (β₂, β₁), chosen anew at each time; \"β = 1\" is β₂ = β₁ = 1. "
                + "± are standard errors over seeds and test images. A change counts when its 95 % interval leaves out 0. "
                + (falling
                    ? "The learning rate falls along a cosine. So earlier models are at high learning rates, the last doubling "
                        + "overstates what a longer training would give, and nothing is extrapolated. "
                    : "What is expected is no measurement: it assumes a constant learning rate, and that the changes of "
                        + "successive doublings of the steps go on to shrink by the factor by which the last one did. ")
                + PaperSentence(curves)),
            Columns =
            [
                new("data"), new("model"), new("quantity"),
                .. earlier.SelectMany(share => new Column[]
                {
                    new($"after {Text(share)}", Format: "F2"), new($"± after {Text(share)}", Format: "F2") { IsMinor = true },
                }),
                new("end", Format: "F2"), new("±", Format: "F2"),
                .. hasPaper ? new Column[] { new("paper", Format: "F2"), new("distance", Format: Signed) } : [],
                new("last doubling", Format: Signed), new("± of it", Format: "F2"),
                .. hasNext
                    ? new Column[]
                    {
                        new("next doubling", Format: Signed), new("± of next", Format: "F2") { IsMinor = true },
                        new("all later ones", Format: Signed), new("± of all", Format: "F2"),
                    }
                    : [],
                new("expected of a longer training"),
            ],
            Rows = [.. curves.Select(curve => curve.Row(hasPaper, hasNext))],
        };
    }

    private static Table Table(IReadOnlyList<ClaimCurve> claims, SweepReport report) => new()
    {
        Name = $"{report.Name}.history",
        Caption = report.Caption(
            "Each claim after shares of the training: effect ± standard error, and the verdict by itself. At the end it can differ "
            + "from the verdict that counts, which must be the same after the last share and hold among all claims of the target. "
            + "The effect of a claim of several parts is that of the part with the weakest support, which can be another one each time."),
        Columns =
        [
            new("data"), new("claim"),
            .. claims[0].Points.Select(point => new Column(point.Share.Equals(1.0) ? "end" : $"after {Text(point.Share)}")),
            new("expected of a longer training"), new("effect") { IsMinor = true },
        ],
        Rows = [.. claims.Select(claim => claim.Row())],
    };

    private static string PaperSentence(IReadOnlyList<Measured> curves)
    {
        var printed = curves.Where(curve => curve.Paper is not null).Select(curve => curve.Sweep.Name).Distinct().ToArray();
        var silent = curves.Select(curve => curve.Sweep.Name).Except(printed).ToArray();
        return string.Join(' ', new[]
        {
            printed.Length == 0 ? "" : $"The paper's accuracies of {string.Join(" and ", printed)} are those of its "
                + $"{PublishedAccuracy.Source}; of the other quantities it prints no number.",
            silent.Length == 0 ? "" : $"The paper prints no number that {string.Join(" or ", silent)} can be compared with.",
        }.Where(sentence => sentence.Length > 0));
    }

    /// <summary>A quantity that is shown over the training.</summary>
    /// <param name="Row">Row of the figure.</param>
    /// <param name="Metric">Metric of the models that is followed over the training, in its own unit.</param>
    /// <param name="IsBest">Whether it is the highest mean of all cells, and not that of beta2 = beta1 = 1.</param>
    private sealed record Shown(int Row, SweepMetric Metric, bool IsBest)
    {
        /// <summary>Names of the metrics over which the quantity is a mean.</summary>
        public IReadOnlyList<string> Metrics { get; init; } = [Metric.Name];

        /// <summary>Factor from the metric to the unit that is shown. The paper prints accuracies in percent.</summary>
        public double Scale { get; } = Metric.Quantity == null ? 1 : 100;

        public string Title => $"{Metric.Title}, {(IsBest ? "best" : "β = 1")}";

        public Axis Axis => Metric.Quantity is { } quantity ? new($"{quantity} [%]") : Metric.Axis;

        public string Name
        {
            get
            {
                var unit = Metric.Quantity is null ? Metric.Unit : "%";
                return $"{Metric.Column}, {(IsBest ? "best" : "β = 1")}{(unit.Length == 0 ? "" : $" [{unit}]")}";
            }
        }

        /// <summary>Computes the quantity from the metric of all cells, in the unit of the metric.</summary>
        public double Statistic(CellValues values, string metric) => IsBest
            ? values[metric].Max()
            : values.Cells.Zip(values[metric]).Where(cell => cell.First.IsVae).Select(cell => cell.Second)
                .DefaultIfEmpty(double.NaN).First();
    }

    /// <summary>A quantity of a sweep over its training, in the quantity's unit.</summary>
    private sealed record Measured(Sweep Sweep, Shown Shown, TrainingCurve Curve)
    {
        public IReadOnlyList<(double Share, Estimate Value)> Points { get; } =
            [.. Curve.Points.Select(point => (point.Share, Scaled(point.Value, Shown)!))];

        /// <summary>The paper's number; null where it prints none, and for stand-ins.</summary>
        public double? Paper { get; } = Sweep.Family == ModelSpecification.GhvaeFamily && !Sweep.Data.IsStandIn
            ? Shown.Metrics.Average(metric => PublishedAccuracy.OfMetric(Sweep.Data.Wanted, metric))
            : null;

        public object?[] Row(bool withPaper, bool withNext)
        {
            var (end, last) = (Points[^1].Value.Value, Scaled(Curve.LastDoubling, Shown)!);
            var (next, all) = (Scaled(Curve.Outlook.Next, Shown), Scaled(Curve.Outlook.All, Shown));
            var distance = end - Paper;
            return
            [
                DataText.Labelled(Sweep.Data), Sweep.Family, Shown.Name,
                .. Points.SelectMany(point => new object?[] { point.Value.Value, point.Value.StandardError }),
                .. withPaper ? new object?[] { Paper, distance } : [],
                last.Value, last.StandardError,
                .. withNext ? new object?[] { next?.Value, next?.StandardError, all?.Value, all?.StandardError } : [],
                Curve.Outlook.Text
                    + (distance + all?.Value is { } left ? $"; {left.ToString(Signed, null)} from the paper in the end" : ""),
            ];
        }

        private static Estimate? Scaled(Estimate? estimate, Shown shown) => estimate is null ? null
            : new(shown.Scale * estimate.Value, shown.Scale * estimate.StandardError, estimate.DegreesOfFreedom);
    }
}

/// <summary>A claim over the training of a sweep, each time tested by itself.</summary>
/// <param name="Id">Identifier of the claim.</param>
/// <param name="Data">Source of the images.</param>
/// <param name="Points">Shares of all steps, in rising order to 1, with the findings.</param>
internal sealed record ClaimCurve(string Id, DataSource Data, IReadOnlyList<(double Share, Finding Finding)> Points)
{
    /// <summary>Evidence at which a claim is decided, and the largest that is shown, in standard deviations.</summary>
    public static readonly double Decides = -Normal.InvCDF(0, 1, Finding.Level), Most = 6;

    /// <summary>
    /// Returns the claims about single sweeps that can be tested on the sweep at each time, by number; none without a history.
    /// </summary>
    public static IEnumerable<ClaimCurve> Of(Sweep sweep) =>
        from claim in sweep.Earlier.Count == 0 ? [] : SweepClaims.OnEach.Append(SweepClaims.B9All)
        orderby int.Parse(claim.Id.Trim('B', 'a'), CultureInfo.InvariantCulture)
        let curve = new ClaimCurve(claim.Id, sweep.Data,
            [.. sweep.Earlier.Append((1, sweep)).Select(time => (time.Item1, claim.On(time.Item2)))])
        where curve.Points.All(point => point.Finding.PHolds is not null)
        select curve;

    /// <summary>
    /// Returns the p-value of "holds", or with a minus that of "fails" where it is the smaller one, as a deviate of the normal
    /// distribution.
    /// </summary>
    public double Evidence(Finding finding) =>
        finding.PHolds <= finding.PFails ? Deviate(finding.PHolds!.Value) : 0 - Deviate(finding.PFails!.Value); // no "-0"

    /// <summary>Returns the row of the table.</summary>
    public object?[] Row() =>
    [
        DataText.Labelled(Data), Id,
        .. Points.Select(point =>
            $"{ClaimText.Effect(point.Finding.Value, point.Finding.Spread, point.Finding.Unit)}, {VerdictText.Of(point.Finding.Verdict)}"),
        Expected(), Points[^1].Finding.Short,
    ];

    /// <summary>Returns what a longer training is expected to change, by the verdicts so far.</summary>
    public string Expected()
    {
        var (now, before) = (Points[^1].Finding.Verdict, Points[^2].Finding.Verdict);
        var text = VerdictText.Of(now);
        var since = Points.Reverse().TakeWhile(point => point.Finding.Verdict == now).Last().Share;
        if (now != Verdict.Undecided)
        {
            return now != before ? $"open: {text} at the end alone"
                : since.Equals(Points[0].Share) ? $"none: {text} at every time"
                : $"none, if it goes on like this: {text} since {LearningCurves.Text(since)}";
        }

        return before != now ? $"open: {VerdictText.Of(before)} before, undecided at the end"
            : Math.Abs(Evidence(Points[^1].Finding)) - Math.Abs(Evidence(Points[^2].Finding)) > 1
                ? "perhaps a verdict: the evidence grows"
                : "no verdict in sight: the evidence does not grow";
    }

    private static double Deviate(double p) => Math.Clamp(-Normal.InvCDF(0, 1, p), 0, Most);
}
