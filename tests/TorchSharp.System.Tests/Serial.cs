// Tests of this assembly run one at a time: threads, default types, seeds and live counts belong to the whole process.

using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
