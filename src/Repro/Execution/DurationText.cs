// Durations as people say them.

namespace Repro.Execution;

/// <summary>Writes durations with at most two units.</summary>
public static class DurationText
{
    /// <summary>"40 s", "25 min", "3 h 5 min", "2 d 4 h"; seconds below one keep a digit.</summary>
    public static string Of(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(9.95)) return $"{Math.Max(0, time.TotalSeconds):0.0} s";
        if (time < TimeSpan.FromSeconds(99.5)) return $"{time.TotalSeconds:0} s";
        var minutes = (long)Math.Round(time.TotalMinutes);
        if (minutes < 60) return $"{minutes} min";
        if (minutes < 24 * 60) return $"{minutes / 60} h {minutes % 60} min";
        var hours = (long)Math.Round(time.TotalHours);
        return $"{hours / 24} d {hours % 24} h";
    }
}
