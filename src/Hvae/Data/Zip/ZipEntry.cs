// One file of a zip archive, as the archive's directory describes it.

using System.Runtime.InteropServices;

namespace Hvae.Data.Zip;

/// <param name="HeaderOffset">Where its own header begins in the archive.</param>
/// <param name="PackedLength">Bytes in the archive.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Crc">CRC-32 of its content.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZipEntry(long HeaderOffset, long PackedLength, long Length, uint Crc, int Method);
