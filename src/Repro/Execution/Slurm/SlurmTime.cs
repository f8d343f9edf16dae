// Slurm's way of writing a time limit.

using System.Globalization;
using System.Text.RegularExpressions;

namespace Repro.Execution.Slurm;

/// <summary>Minutes, M:S, H:M:S, D-H, D-H:M or D-H:M:S (sbatch(1), <c>--time</c>).</summary>
internal static partial class SlurmTime
{
    /// <summary>Null when the text is no such time, or is none at all.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success) return null;
        long Part(string name) => match.Groups[name].Success ? long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        var time = TimeSpan.FromSeconds(((Part("days") * 24 + Part("hours")) * 60 + Part("minutes")) * 60 + Part("seconds"));
        return time > TimeSpan.Zero ? time : null;
    }

    [GeneratedRegex(@"^(?:(?<days>\d{1,5})-(?<hours>\d{1,5})(?::(?<minutes>\d{1,5})(?::(?<seconds>\d{1,5}))?)?|(?<hours>\d{1,5}):(?<minutes>\d{1,5}):(?<seconds>\d{1,5})|(?<minutes>\d{1,7})(?::(?<seconds>\d{1,5}))?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
