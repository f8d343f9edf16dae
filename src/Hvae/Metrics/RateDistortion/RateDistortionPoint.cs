// A point in the plane of rate and distortion.

namespace Hvae.Metrics.RateDistortion;

/// <summary>What is sent, and what is lost.</summary>
/// <param name="Rate">In nats per dimension, at least 0.</param>
/// <param name="Distortion">Mean squared error per dimension, on the scale of the data.</param>
public readonly record struct RateDistortionPoint(double Rate, double Distortion);
