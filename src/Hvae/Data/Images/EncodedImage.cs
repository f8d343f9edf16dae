// One image as it lies in a file, still encoded, and the error that names its place.

namespace Hvae.Data.Images;

/// <param name="File">Path of the file in which it lies.</param>
/// <param name="Offset">Byte of that file at which it begins.</param>
/// <param name="Name">Its name inside the file; empty when it is the whole file.</param>
/// <param name="Bytes">The encoded image.</param>
/// <param name="IsVerified">Whether a checksum says that these are the bytes that were once written.</param>
internal sealed record EncodedImage(string File, long Offset, string Name, ReadOnlyMemory<byte> Bytes, bool IsVerified = false)
{
    /// <summary>What to do about a sound image that is too large.</summary>
    public const string TooLarge = "Put a smaller copy of the image in its place, or leave it out.";

    private const string Damaged = "The image is damaged or is no such image; put a fresh copy of the file in its place.";

    /// <param name="at">Place in the encoded image.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="remedy">What to do when the image is sound and only of another kind; null: it is damaged.</param>
    public DataFormatException Error(long at, string expected, string found, string? remedy = null) =>
        new(File, Offset + at, Name.Length > 0 ? $"{expected} in {Name}" : expected, found, remedy ?? Damaged);
}
