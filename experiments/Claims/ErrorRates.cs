// The measured rates of wrong verdicts, which stand beside each verdict.

using System.Globalization;

namespace Experiments.Claims;

/// <summary>Rates of verdicts in simulated worlds (target <c>Calibration</c>), in [0, 1].</summary>
/// <param name="Claim">Identifier of the claim.</param>
/// <param name="Size">Grid of betas with its seeds (<see cref="Grid"/>) or number of seeds (<see cref="Seeds"/>).</param>
/// <param name="FalseHolds">Largest rate of "holds" where the claim is not true.</param>
/// <param name="FalseFails">Largest rate of "fails" where the claim is not false.</param>
/// <param name="Power">Rate of "holds" where the claim is true.</param>
/// <param name="PowerAtATenth">The same where the effects are a tenth as large.</param>
/// <param name="PowerToFail">Rate of "fails" where the claim is false.</param>
internal sealed record ErrorRates(
    string Claim, string Size, double FalseHolds, double FalseFails, double Power, double PowerAtATenth, double PowerToFail)
{
    /// <summary>Largest rate of wrong verdicts of either kind that a claim may have.</summary>
    public const double Most = 0.05;

    /// <summary>The committed rates.</summary>
    public static IReadOnlyList<ErrorRates> Committed { get; } = Read(Path.Combine(AppContext.BaseDirectory, "Claims", "calibration.csv"));

    /// <summary>Returns the size of a sweep, e.g. <c>5×5 (4 seeds on 3×3)</c>.</summary>
    /// <param name="models">Number of models of each cell of the grid.</param>
    public static string Grid(IReadOnlyList<int> models)
    {
        var seeds = models.Max();
        return $"{Square(models.Count)} ({seeds} seeds on {Square(models.Count(count => count == seeds))})";

        static string Square(int cells) => $"{Math.Sqrt(cells):G3}×{Math.Sqrt(cells):G3}";
    }

    /// <summary>Returns the size of the experiments of Shu &amp; Ermon, e.g. <c>3 seeds</c>.</summary>
    public static string Seeds(int seeds) => $"{seeds} seed{(seeds == 1 ? "" : "s")}";

    /// <summary>Returns the committed rates of a claim, in words; empty where the size was not calibrated.</summary>
    /// <param name="claim">Identifier of the claim.</param>
    /// <param name="size">Size, as in <see cref="Size"/>.</param>
    public static string Of(string claim, string size) =>
        Committed.FirstOrDefault(rates => rates.Claim == claim && rates.Size == size) is { } found
            ? $"false {Math.Max(found.FalseHolds, found.FalseFails):P1}, power {found.Power:P0}"
            : "";

    private static ErrorRates[] Read(string path) =>
    [
        .. from line in File.ReadLines(path).Skip(1)
           let cells = line.Split(',')
           let rates = cells[2..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()
           select new ErrorRates(cells[0], cells[1], rates[0], rates[1], rates[2], rates[3], rates[4]),
    ];
}
