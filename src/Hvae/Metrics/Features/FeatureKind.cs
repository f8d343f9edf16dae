// The kinds of features that a Fréchet distance can be taken of.

using System.Text.Json.Serialization;

namespace Hvae.Metrics.Features;

/// <summary>Whose features, the most telling first; each kind has a distance of its own name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureKind>))]
public enum FeatureKind
{
    /// <summary><see cref="InceptionFeatures"/>.</summary>
    Inception,

    /// <summary><see cref="ClassifierFeatures"/>.</summary>
    Classifier,

    /// <summary><see cref="SqueezeNetFeatures.Load"/>.</summary>
    SqueezeNet,

    /// <summary><see cref="SqueezeNetFeatures.Random"/>.</summary>
    Random,
}
