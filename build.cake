// The targets of `dotnet cake`. They build and call `hvae-repro`. Their tasks are in build/.

#load "build/processes.cake"
#load "build/experiments.cake"
#load "build/test.cake"
#load "build/bench.cake"
#load "build/faults.cake"
#load "build/nightly.cake"
#load "build/compile.cake"
#load "build/setup.cake"
#load "build/targets.cake"

RunTarget(Chosen(Argument("target", "Default")));
