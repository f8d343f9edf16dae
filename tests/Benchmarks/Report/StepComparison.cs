// Our training step against stock PyTorch's: both processes take turns, so that a machine that changes its speed
// changes it for both.

using Benchmarks.Steps;

namespace Benchmarks.Report;

/// <param name="Ours">Median milliseconds of processor time a step.</param>
/// <param name="PyTorch">The same; null where it is not installed.</param>
/// <param name="Ratio">Median over rounds of ours / PyTorch's.</param>
/// <param name="PeakShare">Of the FMA peak, from the best step and the best matrix product.</param>
/// <param name="PeakMemory">Of our process in MB.</param>
internal sealed record StepComparison(double Ours, double? PyTorch, double? Ratio, double PeakShare, double PeakMemory)
{
    public static StepComparison Of(BenchModel model, bool withPyTorch)
    {
        using var ours = StepProcess.Ours(model.Name);
        using var theirs = withPyTorch ? StepProcess.PyTorch(model.Name) : null;
        ours.Steps(model.Turns.WarmUp);
        theirs?.Steps(model.Turns.WarmUp);
        var rounds = Enumerable.Range(0, model.Turns.Rounds).Select(_ => (Ours: Turn(ours), Theirs: theirs is null ? double.NaN : Turn(theirs), Peak: MatrixProduct.Gigaflops())).ToList();
        var best = rounds.Min(round => round.Ours);
        var share = model.MegaflopPerImage * model.BatchSize / best / rounds.Max(round => round.Peak);
        return new(
            Median.Of(rounds.Select(round => round.Ours)),
            withPyTorch ? Median.Of(rounds.Select(round => round.Theirs)) : null,
            withPyTorch ? Median.Of(rounds.Select(round => round.Ours / round.Theirs)) : null,
            share,
            ours.PeakMemory);

        double Turn(StepProcess process) => Median.Of(process.Steps(model.Turns.Steps).Select(step => step.Cpu));
    }
}
