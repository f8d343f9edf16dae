// The reader of PyTorch's files, of either format, on files that PyTorch has written.

using System.IO.Compression;
using Hvae.Data;
using Hvae.Pretrained.PyTorch;
using Hvae.Tests.Pretrained;
using static TorchSharp.torch;

namespace Faults.Inputs;

internal static class PthReaders
{
    public static InputReader Zip { get; } = new("pytorch, zip", "weights.pth", [Reference("zip.pth")], Read, IsFormat) { Mend = Reseal };

    public static InputReader Legacy { get; } = new("pytorch, legacy", "weights.pth", [Reference("legacy.pth")], Read, IsFormat);

    private static bool IsFormat(Exception problem) => problem is DataFormatException;

    private static byte[] Reference(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "pytorch", name));

    private static void Read(string path)
    {
        using var scope = NewDisposeScope();
        foreach (var tensor in PthFile.Read(path).Values) tensor.to(ScalarType.Float64).sum().item<double>();
    }

    /// <summary>Packs what the mutation has left of the entries, so that the damage is inside and every checksum agrees.</summary>
    private static byte[] Reseal(byte[] input)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(input));
            return archive.Entries.Any(entry => entry.Length > input.Length) ? input : SmallPth.Zip(SmallPth.Entries(input));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return input;
        }
    }
}
