// Measures how fast the project computes: the whole report, one part of it, or a worker of it.

using Benchmarks.Micro;
using Benchmarks.Report;
using Benchmarks.Steps;

switch (args)
{
    case ["run", var folder]:
        return BenchRun.Run(folder);
    case ["micro", var folder]:
        return MicroBenchmarks.Run(folder);
    case ["profile", var model]:
        return StepProfile.Run(BenchModel.Named(model));
    case ["steps", var model]:
        return StepWorker.Run(BenchModel.Named(model));
    default:
        Console.Error.WriteLine($"Usage: run FOLDER | micro FOLDER | profile MODEL | steps MODEL, with MODEL one of {string.Join(", ", BenchModel.All.Select(model => model.Name))}");
        return 2;
}
