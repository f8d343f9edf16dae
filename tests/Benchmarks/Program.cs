// Measures how fast the project computes: the whole report, one part of it, or a worker of it; and compares two reports.

using Benchmarks.Plain;
using Benchmarks.Report;
using Benchmarks.Steps;
using Hvae.Models;

switch (args)
{
    case ["run", var folder]:
        return BenchRun.Run(folder);
    case ["compare", var was, var now]:
        return BenchComparison.Run(was, now);
    case ["svm"]:
        Console.WriteLine($"libsvm's time / ours: {SvmComparison.Speedup()?.Value:F2}");
        return 0;
    case ["steps", var model]:
        return StepWorker.Run(new Training(BenchModel.Named(model), Precision.Float32));
    case ["bf16", var model]:
        return StepWorker.Run(new Training(BenchModel.Named(model), Precision.Bf16));
    case ["plain", var model]:
        return StepWorker.Run(new PlainTraining(BenchModel.Named(model)));
    default:
        Console.Error.WriteLine("Usage: run FOLDER | compare FOLDER FOLDER | svm | steps MODEL | bf16 MODEL | plain MODEL");
        Console.Error.WriteLine($"MODEL is one of {string.Join(", ", BenchModel.All.Select(model => model.Name))}.");
        return 2;
}
