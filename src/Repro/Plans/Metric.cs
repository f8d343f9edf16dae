// A number with its name, spread and unit.

namespace Repro.Plans;

/// <summary>One measured number.</summary>
/// <param name="Name">The field's standard term, e.g. <c>rate_z2</c>.</param>
/// <param name="Value">Finite.</param>
/// <param name="Unit">E.g. <c>nats</c>, <c>dB</c>; empty for a pure number.</param>
/// <param name="StandardError">Of the value, in its unit, where it is known.</param>
/// <param name="N">Over how many items the value was taken.</param>
public sealed record Metric(string Name, double Value, string Unit, double? StandardError = null, long? N = null);
