// Runs the micro benchmarks in this process: a generated project would compile the door to libtorch again.

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace Benchmarks.Micro;

internal static class MicroBenchmarks
{
    /// <summary>Runs all and shows BenchmarkDotNet's own report.</summary>
    public static int Run(string artifacts)
    {
        BenchmarkRunner.Run(
            [typeof(OperatorCalls), typeof(TransposedConvolutions)], Config(artifacts).AddLogger(ConsoleLogger.Default));
        return 0;
    }

    /// <summary>Microseconds that a call of an operator from C# costs over a direct call in C++.</summary>
    public static double OperatorOverhead(string artifacts)
    {
        var summary = BenchmarkRunner.Run<OperatorCalls>(Config(artifacts));
        double Median(string method) =>
            summary.Reports.Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method).ResultStatistics!.Median / 1e3;
        return Median(nameof(OperatorCalls.FromCSharp)) - Median(nameof(OperatorCalls.Native));
    }

    private static ManualConfig Config(string artifacts) =>
        ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(100)))
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .WithSummaryStyle(SummaryStyle.Default)
            .WithArtifactsPath(artifacts)
            .AddLogger(NullLogger.Instance);
}
