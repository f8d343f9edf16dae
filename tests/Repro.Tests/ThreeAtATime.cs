// Most of these tests wait for processes, clocks and a cluster, so three at a time do not disturb each other on two cores.

using Xunit;

[assembly: CollectionBehavior(MaxParallelThreads = 3)]
