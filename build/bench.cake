// Bench: measures training steps, support vector machines and workers, as ratios that hold on a busy machine.

const string BenchProgram = "tests/Benchmarks/bin/Release/net10.0/Benchmarks.dll";
const string BenchFolder = "results/local/bench";

Task("Bench")
    .Description("Compares training steps with plain TorchSharp and stock PyTorch; writes results/local/bench")
    .Does(() =>
    {
        Compile("tests/Benchmarks/Benchmarks.csproj");
        var code = Call("dotnet", BenchProgram, "run", BenchFolder);
        if (code != 0) Stop(code);
    });
