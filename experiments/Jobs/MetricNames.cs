// The names under which a model's metrics are recorded.

namespace Experiments.Jobs;

/// <summary>Names of metrics, with their units; protocols stand with the code that measures them.</summary>
public static class MetricNames
{
    /// <summary>R(z2), nats.</summary>
    public const string RateZ2 = "rate_z2";

    /// <summary>R(z1|z2), nats.</summary>
    public const string RateZ1 = "rate_z1";

    /// <summary>R = R(z2) + R(z1|z2), nats.</summary>
    public const string Rate = "rate";

    /// <summary>D, nats.</summary>
    public const string Distortion = "distortion";

    /// <summary>The training objective on test images, nats.</summary>
    public const string Loss = "loss";

    /// <summary>PSNR of reconstructions, dB.</summary>
    public const string Psnr = "psnr";

    /// <summary>Inception score of samples, at least 1.</summary>
    public const string InceptionScore = "inception_score";

    /// <summary>exp H[p(y)] of samples, at least 1.</summary>
    public const string Diversity = "diversity";

    /// <summary>exp(−E H[p(y|x)]) of samples, at most 1.</summary>
    public const string Sharpness = "sharpness";

    /// <summary>Test accuracy of the image classifier behind the inception score, in [0, 1].</summary>
    public const string ClassifierAccuracy = "classifier_accuracy";

    /// <summary>I(y; z2), nats.</summary>
    public const string MutualInformation = "mutual_information";

    /// <summary>f⁻¹(I(y; z2)), the highest accuracy on z2 that the mutual information allows, in [0, 1].</summary>
    public const string AccuracyBound = "accuracy_bound";

    /// <summary>Accuracy of an RBF SVM on z2, in [0, 1].</summary>
    public const string AccuracyZ2RbfSvm = "accuracy_z2_rbf_svm";

    /// <summary>Accuracy of nearest neighbours on z2, in [0, 1].</summary>
    public const string AccuracyZ2Knn = "accuracy_z2_knn";

    /// <summary>The classifiers of latents, in the order of the paper's Table 1.</summary>
    public static IReadOnlyList<string> Classifiers { get; } = ["logistic", "linear_svm", "rbf_svm", "knn"];

    /// <summary>Test accuracy of a classifier of latents, in [0, 1].</summary>
    /// <param name="latent"><c>z2</c> or <c>z1</c>.</param>
    /// <param name="classifier">One of <see cref="Classifiers"/>.</param>
    public static string Accuracy(string latent, string classifier) => $"accuracy_{latent}_{classifier}";
}
