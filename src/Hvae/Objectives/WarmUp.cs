// The weight that the rates have at the beginning of an LVAE's training.

namespace Hvae.Objectives;

/// <summary>
/// A weight on both rates that rises from 0 to 1 over the first fifth of all epochs, as Xiao23's public code trains LVAEs (after
/// Sønderby et al., 2016).
/// </summary>
public static class WarmUp
{
    private const int Parts = 5;

    /// <summary>Whether a training is long enough to have one.</summary>
    /// <param name="epochs">In all.</param>
    public static bool Happens(int epochs) => epochs >= Parts;

    /// <summary>
    /// w = epoch / ⌊epochs/5⌋, at most 1. It is 0 at first and refreshed after each step, so the first batch of an epoch has
    /// the weight of the epoch before. With fewer than five epochs there is no whole epoch to warm up in, and w = 1 (the
    /// public code then gives the very first batch the weight 0).
    /// </summary>
    public static double Weight(TrainingMoment moment)
    {
        var length = moment.Epochs / Parts;
        if (length == 0) return 1;
        var refreshedIn = moment.Batch == 0 ? moment.Epoch - 1 : moment.Epoch;
        return Math.Clamp((double)refreshedIn / length, 0, 1);
    }
}
