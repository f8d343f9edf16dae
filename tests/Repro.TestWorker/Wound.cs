// Damages a file at a random place: it is cut, loses or repeats a piece, has a flipped bit or zeros, or is removed.

namespace Repro.TestWorker;

internal static class Wound
{
    /// <summary>Damages the file and returns a description. The file always differs afterwards.</summary>
    public static string Inflict(string path, Random random)
    {
        var content = File.ReadAllBytes(path);
        var (how, damaged) = Damaged(content, random);
        while (damaged.AsSpan().SequenceEqual(content)) (how, damaged) = Damaged(content, random);
        File.WriteAllBytes(path, damaged);
        return $"{Path.GetFileName(path)} of {content.Length} bytes: {how}";
    }

    private static (string How, byte[] Content) Damaged(byte[] content, Random random)
    {
        var at = random.Next(content.Length);
        var end = Math.Min(content.Length, at + 1 + random.Next(64));
        var copy = content.ToArray();
        switch (random.Next(6))
        {
            case 0: return ($"cut to {at} bytes", content[..at]);
            case 1: return ($"bytes {at} to {end} lost", [.. content[..at], .. content[end..]]);
            case 2: return ($"bytes {at} to {end} repeated", [.. content[..end], .. content[at..]]);
            case 3:
                copy.AsSpan(at..end).Clear();
                return ($"zeros from {at} to {end}", copy);
            default:
                var bit = random.Next(8);
                copy[at] ^= (byte)(1 << bit);
                return ($"bit {bit} of byte {at} flipped", copy);
        }
    }
}
