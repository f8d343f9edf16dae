// The targets of `dotnet cake`. They prepare the machine, build, and call `hvae-repro`; what they do stands in build/.

#load "build/processes.cake"
#load "build/experiments.cake"
#load "build/test.cake"
#load "build/bench.cake"
#load "build/faults.cake"
#load "build/compile.cake"
#load "build/setup.cake"
#load "build/targets.cake"

RunTarget(KnownTarget(Argument("target", "Default")));
