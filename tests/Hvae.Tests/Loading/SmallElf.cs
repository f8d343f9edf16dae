// Writes small ELF files with the parts that the dynamic linker reads about versions, well-formed or not.

using System.Text;
using TorchLoading;

namespace Hvae.Tests.Loading;

/// <summary>A file with the sections .dynstr, .dynsym, .gnu.version, .gnu.version_r and .rela.dyn.</summary>
internal sealed record SmallElf
{
    private const int HeaderSize = 64;

    private readonly List<byte> names = [0];

    public byte Class { get; init; } = 2;

    public byte ByteOrder { get; init; } = 1;

    public ushort Processor { get; init; } = 62;

    /// <summary>Versions that are asked of each library. Symbols refer to a version by 2 plus its place in the order of all.</summary>
    public (string Library, string[] Versions)[] Needs { get; init; } =
        [("libc.so.6", ["GLIBC_2.34"]), (StandardLibrary.Name, ["GLIBCXX_3.4.30", TorchSharpLibrary.Version, "GLIBCXX_3.4"])];

    /// <summary>Flags of every need.</summary>
    public ushort Flags { get; init; }

    /// <summary>Symbols with the index of their version; the first symbol is always an empty one without a version.</summary>
    public (string Name, ushort Version)[] Symbols { get; init; } =
        [("", 0), ("malloc", 2), ("_ZNSt8ios_baseD2Ev", 3), (TorchSharpLibrary.Symbol, 4)];

    /// <summary>The indices of the symbols that relocations refer to.</summary>
    public uint[] Relocated { get; init; } = [1, 2];

    public int NeedSections { get; init; } = 1;

    /// <summary>The content of .gnu.version_r and its number of libraries, or null for those of <see cref="Needs"/>.</summary>
    public (byte[] Content, uint Libraries)? RawNeeds { get; init; }

    public byte[] Build()
    {
        names.RemoveRange(1, names.Count - 1);
        var symbols = Words(Symbols.SelectMany(symbol => new[] { Name(symbol.Name), 0u, 0u, 0u, 0u, 0u }));
        byte[] versions = [.. Symbols.SelectMany(symbol => BitConverter.GetBytes(symbol.Version))];
        var relocations = Words(Relocated.SelectMany(symbol => new[] { 0u, 0u, 6u, symbol, 0u, 0u }));
        var (needs, libraries) = RawNeeds ?? (WriteNeeds(), (uint)Needs.Length);

        (uint Type, byte[] Content, uint Link, uint Info)[] sections =
        [
            (0, [], 0, 0),
            (3, [.. names], 0, 0),
            (11, symbols, 1, 1),
            (0x6fffffff, versions, 2, 0),
            (4, relocations, 2, 0),
            .. Enumerable.Repeat((0x6ffffffeu, needs, 1u, libraries), NeedSections),
        ];
        var contents = sections.SelectMany(section => section.Content).ToArray();
        var offset = HeaderSize;
        var headers = new List<byte>();
        foreach (var (type, content, link, info) in sections)
        {
            headers.AddRange(Words([0, type, 0, 0, 0, 0, (uint)offset, 0, (uint)content.Length, 0, link, info, 0, 0, 0, 0]));
            offset += content.Length;
        }

        return [.. Header((uint)offset, (ushort)sections.Length), .. contents, .. headers];
    }

    public static byte[] Words(IEnumerable<uint> words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private byte[] Header(uint sections, ushort count) =>
    [
        .. "\u007fELF"u8, Class, ByteOrder, 1, .. new byte[9],
        .. Words([3u | ((uint)Processor << 16), 1, 0, 0, 0, 0, sections, 0, 0, HeaderSize, 64u << 16, count]),
    ];

    private byte[] WriteNeeds()
    {
        var bytes = new List<byte>();
        var index = 2u;
        foreach (var (place, (library, versions)) in Needs.Index())
        {
            var isLast = place == Needs.Length - 1;
            bytes.AddRange(Words([1u | ((uint)versions.Length << 16), Name(library), 16, isLast ? 0 : 16 + (16 * (uint)versions.Length)]));
            foreach (var (at, version) in versions.Index())
                bytes.AddRange(Words([0, Flags | (index++ << 16), Name(version), at == versions.Length - 1 ? 0u : 16]));
        }

        return [.. bytes];
    }

    private uint Name(string name)
    {
        var offset = names.Count;
        names.AddRange([.. Encoding.ASCII.GetBytes(name), 0]);
        return (uint)offset;
    }
}
