// Faults: kills, locks, full disks, mutated inputs and long plans, and a table of what was lost.

const string FaultSuite = "tests/Faults/bin/Release/net10.0/Faults.dll";
const string FaultsFolder = "results/local/faults";

Task("Faults")
    .Description("Injects faults and counts losses; --only=NAME, --seed=N, --share=X; writes results/local/faults")
    .Does(() =>
    {
        Compile("tests/Faults/Faults.csproj");
        var code = Call("dotnet", [FaultSuite, "--out", FaultsFolder, .. Options()]);
        if (code != 0) Stop(code);
    });
