// The tests of this assembly run one after another.
// TorchSharp hands a number's native object to libtorch without keeping its C# object alive, so a collection that another thread begins at
// that moment starts frees it during the call. The trainer collects at each step.

using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
