// A smaller run says where its sizes are not the paper's.

using Experiments.CommandLine;
using Experiments.Sweeps;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Sweeps;

public sealed class PresetDeparturesTests
{
    [Fact]
    public void The_papers_own_preset_departs_in_nothing() => Assert.Empty(Of("paper", "mnist", "svhn", "cifar10"));

    [Fact]
    public void Every_value_that_differs_is_named_with_the_papers()
    {
        var departures = Of("quick", "svhn");

        Assert.Contains("samples.count 2000 (paper: 10000)", departures);
        Assert.Contains("svhn.classifier.network small-cnn (paper: resnet18)", departures);
        Assert.DoesNotContain(departures, departure => departure.StartsWith("evaluation", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_sets_that_are_not_shown_do_not_matter() =>
        Assert.DoesNotContain(Of("quick", "svhn"), departure => departure.StartsWith("mnist", StringComparison.Ordinal));

    private static IReadOnlyList<string> Of(string preset, params string[] data) =>
        PresetDepartures.Of(new Presets(Settings.PresetFolder).Load(preset).Settings, data);
}
