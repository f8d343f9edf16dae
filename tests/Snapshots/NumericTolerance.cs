// How far two numbers may lie apart and still count as equal.

namespace Snapshots;

/// <summary>Numbers agree when |a - b| ≤ <paramref name="Absolute"/> + <paramref name="Relative"/> · max(|a|, |b|).</summary>
/// <param name="Absolute">In the numbers' own unit.</param>
/// <param name="Relative">As a share, e.g. 1e-6.</param>
public sealed record NumericTolerance(double Absolute = 0, double Relative = 0)
{
    /// <summary>Whether two numbers agree; NaN agrees with nothing.</summary>
    public bool Accepts(double a, double b) => Math.Abs(a - b) <= Absolute + Relative * Math.Max(Math.Abs(a), Math.Abs(b));
}
