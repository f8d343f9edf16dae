// The table of accuracies above their bound names the right model, and counts models one by one.

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Xiao23;

public sealed class AccuracyBoundFigureTests
{
    /// <summary>The mean of the two seeds at β₂ = 1 is below its bound, but one of them is above it.</summary>
    private static readonly BoundedAccuracies Accuracies = new(new("GHVAE", new("mnist", "official", new('0', 64), "mnist"),
    [
        new(new(10, 1), [Model(2, rate: 0.01, bound: 0.15, means: 0.75, samples: 0.16)]),
        new(new(1, 2), [Model(2, rate: 1, bound: 0.7, means: 0.4, samples: 0.2), Model(3, rate: 1, bound: 0.7, means: 0.8, samples: 0.2)]),
        new(new(0.1, 1), [new(2, IsComplete: false, new Dictionary<string, Metric>())]),
    ]));

    [Fact]
    public void A_row_counts_the_models_above_the_bound_and_names_the_one_that_exceeds_it_most()
    {
        Assert.Equal(
            [3L, 2L, 2L, 60.0, 2.0, 75.0, 15.0, 0.01, 10.0, 1.0, 2L],
            Row("RBF SVM", "means").Select(cell => cell is double number ? Math.Round(number, 9) : cell));
    }

    [Fact]
    public void An_excess_within_the_error_is_not_counted_as_one_beyond_it() =>
        Assert.Equal([3L, 1L, 0L], Row("RBF SVM", "samples").Take(3));

    [Fact]
    public void A_classifier_without_accuracies_has_an_empty_row() =>
        Assert.Equal([0L, .. new object?[10]], Row("kNN", "means"));

    [Fact]
    public void Each_model_is_drawn_by_itself_and_the_line_rises_with_the_rate()
    {
        var panel = Accuracies.Panel();

        Assert.Equal([(0.01, 0.15), (1, 0.7), (1, 0.7)], panel.Curves.Single().Points);
        var means = panel.Marks.Single(marks => marks.Name == "RBF SVM on means");
        Assert.Equal([(0.01, 0.75), (1, 0.4), (1, 0.8)], means.Points);
        Assert.Equal(["2", "2", "3"], means.Origins.Select(origin => origin.Facts.Single(fact => fact.Name == "seed").Value));
        Assert.Equal(4, panel.Marks.Select(marks => marks.Symbol).Distinct().Count());
    }

    /// <summary>Returns the row on f⁻¹(R(z₂)), from the number of models on.</summary>
    private static IEnumerable<object?> Row(string classifier, string features) =>
        Accuracies.Rows().Single(row => row[1] is "f⁻¹(R(z2))" && Equals(row[2], classifier) && Equals(row[3], features)).Skip(4);

    private static SweepModel Model(long seed, double rate, double bound, double means, double samples) => new(
        seed, IsComplete: true,
        new[]
        {
            new Metric(MetricNames.RateZ2, rate, "nats"), new Metric(MetricNames.AccuracyBoundOfRate, bound, ""),
            new Metric(MetricNames.AccuracyZ2RbfSvm, means, "", StandardError: 0.02),
            new Metric(MetricNames.AccuracyZ2SampleRbfSvm, samples, "", StandardError: 0.02),
        }.ToDictionary(metric => metric.Name));
}
