// Where on the grid the best models are, for claims B1 and B2.

using Experiments.Claims;
using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

/// <summary>Tests statements about the grid points of the three chosen models.</summary>
internal static class Optima
{
    /// <summary>The finding on a statement about the betas of models 1, 2 and 3 (<see cref="ChosenModels"/>), chosen anew in each replica.</summary>
    public static Finding Test(Sweep sweep, string statement, Func<IReadOnlyList<Betas>, bool> isTrue) => MeasuredCells.Test(
        sweep, ChosenModels.Metrics, "Xiao23.Figure1", cells =>
        {
            var chosen = ChosenModels.Of(cells)!;
            return Replicas.Test(
                $"best in PSNR {Text(chosen.First)}, in inception score {Text(chosen.Second)}, in accuracy {Text(chosen.Third)}; {statement}",
                cells,
                ChosenModels.Metrics,
                replica => ChosenModels.Of(replica) is { } best && isTrue([best.First.Betas, best.Second.Betas, best.Third.Betas]));
        });

    private static string Text(SweepCell cell) => $"(β₂={cell.Betas.Beta2:G3}, β₁={cell.Betas.Beta1:G3})";
}
