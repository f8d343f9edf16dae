// One file of a published data set, as data.

namespace Hvae.Data.Downloads;

/// <summary>A file that can be downloaded, and how to know that it is the right one.</summary>
/// <param name="Address">Where it is published.</param>
/// <param name="Md5">MD5 of the file as published, 32 lower-case hexadecimal digits.</param>
/// <param name="Length">Its length in bytes; nothing longer is accepted.</param>
public sealed record OfficialFile(Uri Address, string Md5, long Length)
{
    /// <summary>The last part of the address.</summary>
    public string FileName => Path.GetFileName(Address.AbsolutePath);
}
