// Measures how fast the project computes.

using Benchmarks.Steps;

switch (args)
{
    case ["steps", var model]:
        return StepWorker.Run(BenchModel.Named(model));
    case ["profile", var model]:
        return StepProfile.Run(BenchModel.Named(model));
    default:
        Console.Error.WriteLine("Usage: steps MODEL, profile MODEL");
        return 2;
}
