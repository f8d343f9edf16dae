// Every reader of the program: a new one is one entry in one of these lists.

namespace Faults.Inputs;

internal static class ReaderCatalogue
{
    public static IReadOnlyList<InputReader> All { get; } =
        [.. DataReaders.All, .. PhotographReaders.All, .. RecordReaders.All, .. ClusterReaders.For(RecordReaders.Order), .. ExperimentReaders.All];
}
