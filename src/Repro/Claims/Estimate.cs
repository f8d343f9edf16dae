// A statistic with its spread.

namespace Repro.Claims;

/// <summary>What a statistic came to, and how far it scatters over resamples.</summary>
/// <param name="Value">On the data as they are; NaN when they do not define it.</param>
/// <param name="StandardError">Standard deviation over those resamples that define the statistic; null when fewer than two do.</param>
/// <param name="Lower">Lower end of the 95 % percentile interval; negative infinity when too many resamples leave it undefined.</param>
/// <param name="Upper">Upper end of the interval; positive infinity when too many resamples leave it undefined.</param>
public sealed record Estimate(double Value, double? StandardError, double Lower, double Upper);
