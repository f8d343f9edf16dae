// When gradients are shortened, and when an update is not made at all.

using System.Text.Json.Serialization;

namespace Hvae.Training;

/// <summary>
/// Bounds on the 2-norm of all gradients together, as VDVAE is trained with. An update is skipped when loss or norm is not a finite
/// number, or when the norm before clipping is <see cref="Skip"/> or more; then optimiser, average and multiplier stay as they are.
/// </summary>
public sealed record GradientLimits
{
    /// <summary>So many updates skipped in a row end the training (<see cref="SkippedUpdatesException"/>).</summary>
    public const int MostSkippedInARow = 100;

    /// <summary>Longer gradients are scaled to this norm; null for no clipping.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Clip { get; init; }

    /// <summary>From this norm on an update is skipped; null where only a norm that is not finite is a reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Skip { get; init; }

    /// <summary>Whether the update is made.</summary>
    /// <param name="norm">Before clipping.</param>
    internal bool Allow(double norm) => double.IsFinite(norm) && !(norm >= Skip);
}
