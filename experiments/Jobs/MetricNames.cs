// The names under which a model's metrics are recorded.

namespace Experiments.Jobs;

/// <summary>Names of metrics, with their units. The protocols are documented with the code that measures them.</summary>
public static class MetricNames
{
    /// <summary>Rate of the top latent, R(z2), in nats.</summary>
    public const string RateZ2 = "rate_z2";

    /// <summary>Rate of the bottom latent, R(z1|z2), in nats.</summary>
    public const string RateZ1 = "rate_z1";

    /// <summary>
    /// Mean of log q(z2|x) − log p(z2) over samples, in nats, which checks <see cref="RateZ2"/>. Its standard error is that of the
    /// difference to <see cref="RateZ2"/> over images.
    /// </summary>
    public const string RateZ2MonteCarlo = "rate_z2_monte_carlo";

    /// <summary>
    /// Mean of log q(z1|z2,x) − log p(z1|z2) over samples, in nats, which checks <see cref="RateZ1"/>. Its standard error is that of the
    /// difference to <see cref="RateZ1"/> over images.
    /// </summary>
    public const string RateZ1MonteCarlo = "rate_z1_monte_carlo";

    /// <summary>Total rate R = R(z2) + R(z1|z2), in nats.</summary>
    public const string Rate = "rate";

    /// <summary>Distortion D, in nats.</summary>
    public const string Distortion = "distortion";

    /// <summary>Training objective on test images, in nats.</summary>
    public const string Loss = "loss";

    /// <summary>Peak signal-to-noise ratio (PSNR) of reconstructions, in dB.</summary>
    public const string Psnr = "psnr";

    /// <summary>Inception score of samples, at least 1.</summary>
    public const string InceptionScore = "inception_score";

    /// <summary>Diversity of samples, exp H[p(y)], at least 1.</summary>
    public const string Diversity = "diversity";

    /// <summary>Sharpness of samples, exp(−E H[p(y|x)]), at most 1.</summary>
    public const string Sharpness = "sharpness";

    /// <summary>Test accuracy of the image classifier that inception scores use, in [0, 1].</summary>
    public const string ClassifierAccuracy = "classifier_accuracy";

    /// <summary>Mutual information I(y; z2), in nats.</summary>
    public const string MutualInformation = "mutual_information";

    /// <summary>Mutual information I(y; z2) without each image's own posterior, in nats; it is biased downwards.</summary>
    public const string MutualInformationLeaveOneOut = "mutual_information_leave_one_out";

    /// <summary>Highest accuracy on z2 that the mutual information allows, f⁻¹(I(y; z2)), in [0, 1].</summary>
    public const string AccuracyBound = "accuracy_bound";

    /// <summary>The same bound for <see cref="MutualInformationLeaveOneOut"/>, or for 0 where that is negative, in [0, 1].</summary>
    public const string AccuracyBoundLeaveOneOut = "accuracy_bound_leave_one_out";

    /// <summary>Highest accuracy on samples of z2 that its rate allows, f⁻¹(R(z2)), on the same images, in [0, 1].</summary>
    public const string AccuracyBoundOfRate = "accuracy_bound_rate_z2";

    /// <summary>Accuracy of an RBF SVM on z2, in [0, 1].</summary>
    public const string AccuracyZ2RbfSvm = "accuracy_z2_rbf_svm";

    /// <summary>Accuracy of nearest neighbours on z2, in [0, 1].</summary>
    public const string AccuracyZ2Knn = "accuracy_z2_knn";

    /// <summary>Accuracy of an RBF SVM that is trained and tested on one sample of z2 for each image, in [0, 1].</summary>
    public const string AccuracyZ2SampleRbfSvm = "accuracy_z2_sample_rbf_svm";

    /// <summary>Accuracy of nearest neighbours on one sample of z2 for each image, in [0, 1].</summary>
    public const string AccuracyZ2SampleKnn = "accuracy_z2_sample_knn";

    /// <summary>The classifiers of latents, in the order of the paper's Table 1.</summary>
    public static IReadOnlyList<string> Classifiers { get; } = ["logistic", "linear_svm", "rbf_svm", "knn"];

    /// <summary>Returns the name of the test accuracy of a classifier of latents, which is in [0, 1].</summary>
    /// <param name="latent">Name of the latent, <c>z2</c> or <c>z1</c>.</param>
    /// <param name="classifier">Name of the classifier, one of <see cref="Classifiers"/>.</param>
    public static string Accuracy(string latent, string classifier) => $"accuracy_{latent}_{classifier}";
}
