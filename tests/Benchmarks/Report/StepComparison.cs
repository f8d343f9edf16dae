// Compares our training step with those of its peers. All processes take turns, so a change of the machine's speed affects all of them.

using Benchmarks.Steps;

namespace Benchmarks.Report;

/// <summary>Median processor time of a training step, and medians over rounds of its ratios to other programs' steps.</summary>
/// <param name="Ours">Milliseconds of our step in float32.</param>
/// <param name="Plain">Milliseconds of the step that a user of TorchSharp would write.</param>
/// <param name="PyTorch">Milliseconds of stock PyTorch's step; null where PyTorch is not installed.</param>
/// <param name="RatioPlain">Ours / plain TorchSharp's.</param>
/// <param name="RatioPyTorch">Ours / stock PyTorch's; null where PyTorch is not installed.</param>
/// <param name="RatioBf16">Our step in bf16 / our step in float32.</param>
/// <param name="PeakShare">Share of the processor's multiply-and-add peak, from the best step and the best matrix product.</param>
/// <param name="PeakMemory">Largest memory of our process in float32, in MB.</param>
internal sealed record StepComparison(
    double Ours, double Plain, double? PyTorch, Ratio RatioPlain, Ratio? RatioPyTorch, Ratio RatioBf16, double PeakShare,
    double PeakMemory)
{
    public static StepComparison Of(BenchModel model, bool withPyTorch)
    {
        using var ours = StepProcess.Ours("steps", model.Name);
        using var plain = StepProcess.Ours("plain", model.Name);
        using var bf16 = StepProcess.Ours("bf16", model.Name);
        using var pyTorch = withPyTorch ? StepProcess.PyTorch(model.Name) : null;
        foreach (var process in new[] { ours, plain, bf16, pyTorch }) process?.Steps(model.Turns.WarmUp);
        var rounds = Enumerable.Range(0, model.Turns.Rounds).Select(_ => new
        {
            Ours = Turn(ours),
            Plain = Turn(plain),
            Bf16 = Turn(bf16),
            PyTorch = pyTorch is null ? double.NaN : Turn(pyTorch),
            Peak = Measure.Gigaflops(),
        }).ToList();
        var best = rounds.Min(round => round.Ours);
        return new(
            Measure.Median(rounds.Select(round => round.Ours)),
            Measure.Median(rounds.Select(round => round.Plain)),
            withPyTorch ? Measure.Median(rounds.Select(round => round.PyTorch)) : null,
            Measure.RatioOf([.. rounds.Select(round => round.Ours / round.Plain)]),
            withPyTorch ? Measure.RatioOf([.. rounds.Select(round => round.Ours / round.PyTorch)]) : null,
            Measure.RatioOf([.. rounds.Select(round => round.Bf16 / round.Ours)]),
            model.MegaflopPerImage * model.BatchSize / best / rounds.Max(round => round.Peak),
            ours.PeakMemory());

        double Turn(StepProcess process) => Measure.Median(process.Steps(model.Turns.Steps).Select(step => step.Cpu));
    }
}
