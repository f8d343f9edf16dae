// The features with which a Fréchet distance is planned depend on the available weights, which belong to the job's identity.

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Experiments.ProgressiveCoding;
using Hvae.Data;
using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Jobs;

public sealed class PlannedFeaturesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-features-").FullName;
    private readonly DataOptions options;
    private readonly Preset sizes = Preset.Load("smoke");

    public PlannedFeaturesTests()
    {
        options = new() { Folder = folder, CacheFolder = folder, Offline = true };
        Directory.CreateDirectory(Path.Combine(folder, "weights"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Without_weights_they_are_the_classifiers_or_random()
    {
        var classifier = Classifier();

        var labelled = PlannedFeatures.Choose(new(folder), classifier);
        var unlabelled = PlannedFeatures.Choose(new(folder), classifier: null);

        Assert.Equal((FeatureKind.Classifier, classifier), (labelled.Specification.Kind, labelled.Classifier));
        Assert.Equal("small-cnn", labelled.Specification.Classifier!.Network);
        Assert.Equal((FeatureKind.Random, null), (unlabelled.Specification.Kind, unlabelled.Classifier));
    }

    [Fact]
    public void SqueezeNet_goes_before_random_ones_and_Inception_before_all()
    {
        Put(LpipsNetwork.Squeeze.Features, "some weights");
        Assert.Equal(FeatureKind.SqueezeNet, PlannedFeatures.Choose(new(folder), classifier: null).Specification.Kind);
        Assert.Equal(FeatureKind.Classifier, PlannedFeatures.Choose(new(folder), Classifier()).Specification.Kind);

        Put(InceptionFeatures.Weights, "other weights");
        var chosen = PlannedFeatures.Choose(new(folder), Classifier());

        Assert.Equal(FeatureKind.Inception, chosen.Specification.Kind);
        Assert.Null(chosen.Classifier);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("other weights"u8)), chosen.Specification.WeightsSha256);
    }

    [Fact]
    public void Other_weights_make_another_job()
    {
        Put(InceptionFeatures.Weights, "some weights");
        var one = Jobs("svhn").Single(IsConventional);
        Put(InceptionFeatures.Weights, "changed weights");
        var other = Jobs("svhn").Single(IsConventional);

        Assert.NotEqual(one.Key, other.Key);
        Assert.Equal([.. one.Inputs.Select(input => input.Key)], other.Inputs.Select(input => input.Key));
    }

    [Fact]
    public void A_classifier_that_is_looked_through_is_the_jobs_last_input()
    {
        var job = Jobs("svhn").Single(IsConventional);

        Assert.Equal([JointTrainJob.KindName, ClassifierJob.KindName], job.Inputs.Select(input => input.Kind));
        Assert.Equal("Classifier", (string?)job.Configuration["features"]!["kind"]);
        Assert.All(Jobs("svhn"), distance => Assert.Equal(FrechetJob.Streams, (int)distance.Configuration["streams"]!));
    }

    [Fact]
    public void Weights_that_were_changed_after_planning_are_not_used()
    {
        Put(LpipsNetwork.Squeeze.Features, "some weights");
        var planned = PlannedFeatures.Choose(new(folder), classifier: null).Specification;
        Put(LpipsNetwork.Squeeze.Features, "changed weights");

        var error = Assert.Throws<JobFailedException>(
            () => planned.Load([], new WorkerMachine(options, "cpu", TimeSpan.Zero, TimeProvider.System)));

        Assert.Contains("Run the target again", error.Message, StringComparison.Ordinal);
    }

    private static bool IsConventional(Job distance) => (bool)((JsonObject)distance.Configuration["model"]!)["isJoint"]!;

    private IEnumerable<Job> Jobs(string name)
    {
        using var data = new DataCatalog(options).Open(name);
        var stages = new DataSetPlan(data, name, sizes, new PretrainedFolder(folder), seed: 2).Stages();
        return [.. stages.Trainings.Select(training => training.Distance)];
    }

    private Job Classifier()
    {
        using var data = new DataCatalog(options).Open("svhn");
        return ClassifierJob.Plan(data, sizes.For("svhn"));
    }

    private void Put(PublishedWeights weights, string content) =>
        File.WriteAllText(Path.Combine(folder, "weights", weights.FileNames[0]), content);
}
