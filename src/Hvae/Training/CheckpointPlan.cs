// Where and how often a training run is saved.

namespace Hvae.Training;

/// <summary>Saves are due by the clock, as the cost of one does not depend on the length of an epoch.</summary>
/// <param name="path">The checkpoint's file.</param>
/// <param name="identity">Of the run; a checkpoint of another run is not used.</param>
/// <param name="interval">Time between two saves.</param>
/// <param name="clock">The time.</param>
public sealed class CheckpointPlan(string path, string identity, TimeSpan interval, TimeProvider clock)
{
    private long last = clock.GetTimestamp();

    /// <summary>The checkpoint's file.</summary>
    public string Path { get; } = path;

    /// <summary>Of the run; a checkpoint of another run is not used.</summary>
    public string Identity { get; } = identity;

    /// <summary>Whether the interval has passed since the last save.</summary>
    internal bool IsDue() => clock.GetElapsedTime(last) >= interval;

    /// <summary>Notes that a save was made.</summary>
    internal void Written() => last = clock.GetTimestamp();
}
