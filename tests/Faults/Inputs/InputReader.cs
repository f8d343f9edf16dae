// A reader under test: honest inputs, how it is called, how it may refuse, and how a mutated input is made plausible again.

namespace Faults.Inputs;

/// <summary>One entry for each reader of the program.</summary>
/// <param name="Name">For the table.</param>
/// <param name="FileName">The input's name in a folder of its own.</param>
/// <param name="Honest">Whole inputs.</param>
/// <param name="Read">Reads the file with this path.</param>
/// <param name="IsRefusal">Whether an exception is one that the reader promises for damaged inputs.</param>
internal sealed record InputReader(
    string Name, string FileName, IReadOnlyList<byte[]> Honest, Action<string> Read, Func<Exception, bool> IsRefusal)
{
    /// <summary>Corrects checksums after the mutation, so that deeper code is reached; half of all inputs are mended.</summary>
    public Func<byte[], byte[]>? Mend { get; init; }

    /// <summary>Other files that must be in the folder.</summary>
    public IReadOnlyDictionary<string, string> Beside { get; init; } = new Dictionary<string, string>();

    /// <summary>Words of the format, which mutations put in among those that trip every reader.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Why there are no inputs on this machine; null when there are.</summary>
    public string? Missing { get; init; }
}
