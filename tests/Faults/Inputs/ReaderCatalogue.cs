// The readers of records, clusters and tensors. Those of data sets and of published weights are damaged in Hvae.Tests (DamageTests).

namespace Faults.Inputs;

internal static class ReaderCatalogue
{
    public static IReadOnlyList<InputReader> All { get; } =
        [.. TensorReaders.All, .. RecordReaders.All, .. ClusterReaders.For(RecordReaders.Order), .. ExperimentReaders.All];
}
