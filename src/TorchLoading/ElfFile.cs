// Reads which versions of other libraries an ELF file asks for, and through which symbols.

using System.Buffers.Binary;
using System.Text;

namespace TorchLoading;

/// <summary>A version of another library that an ELF file asks for: one Vernaux record of the section .gnu.version_r.</summary>
/// <param name="Library">The name of the library, such as libstdc++.so.6.</param>
/// <param name="Version">The name of the version, such as GLIBCXX_3.4.30.</param>
/// <param name="Index">The number by which the symbols of the file refer to this version.</param>
/// <param name="Flags">The flags of the record.</param>
/// <param name="FlagsOffset">The place of the two bytes of the flags, counted in bytes from the start of the file.</param>
public sealed record VersionNeed(string Library, string Version, int Index, int Flags, int FlagsOffset)
{
    /// <summary>The flag VER_FLG_WEAK: the dynamic linker also loads the file where the library lacks the version.</summary>
    public const int Weak = 2;

    /// <summary>Whether the dynamic linker also loads the file where the library lacks the version.</summary>
    public bool IsWeak => (Flags & Weak) != 0;
}

/// <summary>A dynamic symbol of an ELF file.</summary>
/// <param name="Name">The name of the symbol.</param>
/// <param name="HasRelocation">Whether a relocation refers to the symbol, so that the dynamic linker has to find it.</param>
public sealed record DynamicSymbol(string Name, bool HasRelocation);

/// <summary>
/// A 64-bit little-endian ELF file for x86-64. The layout is that of the System V ABI and, for versions, of the Linux Standard Base
/// ("Symbol Versioning"). Every number of the file is checked before it is used, so a damaged file ends in an exception.
/// </summary>
public sealed class ElfFile
{
    private const int X86 = 62;
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int VersionRecordSize = 16;
    private const int SymbolSize = 24;
    private const int RelocationSize = 24;

    private readonly byte[] bytes;
    private readonly string name;
    private readonly Section[] sections;

    /// <summary>Reads the headers of a file.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="name">The name of the file for messages.</param>
    /// <exception cref="UnknownLibraryException">The content is not an ELF file of the kind that this class reads.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        this.bytes = bytes;
        this.name = name;
        var header = Bytes(0, HeaderSize, "The header of the file");
        if (!header.StartsWith("\u007fELF"u8)) throw Unknown("It is not an ELF file");
        if (header[4] != 2) throw Unknown("It is not a 64-bit file");
        if (header[5] != 1) throw Unknown("It is not a little-endian file");
        var processor = UInt16(header, 18);
        if (processor != X86) throw Unknown($"It is for another processor than x86-64 (number {processor})");
        if (UInt16(header, 58) != SectionHeaderSize) throw Unknown("Its section headers are not there or have an unknown size");
        sections = ReadSections(UInt64(header, 40), UInt16(header, 60));
    }

    private enum SectionType : uint
    {
        StringTable = 3,
        RelocationsWithAddend = 4,
        DynamicSymbols = 11,
        VersionNeeds = 0x6ffffffe,
        SymbolVersions = 0x6fffffff,
    }

    /// <summary>Returns every version that the file asks for, in the order of the file.</summary>
    /// <exception cref="UnknownLibraryException">The section .gnu.version_r is missing, is there twice or is damaged.</exception>
    public IReadOnlyList<VersionNeed> VersionNeeds()
    {
        var section = Only(SectionType.VersionNeeds, ".gnu.version_r");
        var records = Content(section, ".gnu.version_r");
        var names = Content(Linked(section, SectionType.StringTable), ".dynstr");
        var needs = new List<VersionNeed>();
        // Records do not overlap, so there are no more than this. Without the limit, lists that share records would take hours.
        var recordsLeft = section.Size / VersionRecordSize;
        var at = 0L;
        for (var library = 0L; library < section.Info; library++)
        {
            var need = Record(records, at, ref recordsLeft);
            var count = UInt16(need, 2);
            var file = Text(names, UInt32(need, 4));
            var auxiliary = at + UInt32(need, 8);
            for (var version = 0; version < count; version++)
            {
                var entry = Record(records, auxiliary, ref recordsLeft);
                var flagsOffset = section.Offset + (int)auxiliary + 4;
                needs.Add(new(file, Text(names, UInt32(entry, 8)), UInt16(entry, 6) & 0x7fff, UInt16(entry, 4), flagsOffset));
                auxiliary += Step(UInt32(entry, 12), isLast: version == count - 1);
            }

            at += Step(UInt32(need, 12), isLast: library == section.Info - 1);
        }

        return needs;
    }

    /// <summary>Returns the dynamic symbols that are bound to a version.</summary>
    /// <param name="need">One of <see cref="VersionNeeds"/>.</param>
    /// <exception cref="UnknownLibraryException">A section about the dynamic symbols is missing, is there twice or is damaged.</exception>
    public IReadOnlyList<DynamicSymbol> SymbolsOf(VersionNeed need)
    {
        var versionSection = Only(SectionType.SymbolVersions, ".gnu.version");
        var symbolSection = Linked(versionSection, SectionType.DynamicSymbols);
        var versions = Content(versionSection, ".gnu.version");
        var symbols = Content(symbolSection, ".dynsym");
        var names = Content(Linked(symbolSection, SectionType.StringTable), ".dynstr");
        if (versions.Length / 2 != symbols.Length / SymbolSize) throw Unknown("It has not one version for each dynamic symbol");

        var relocated = RelocatedSymbols(versionSection.Link);
        var found = new List<DynamicSymbol>();
        for (var index = 0; index < versions.Length / 2; index++)
        {
            if ((UInt16(versions, index * 2) & 0x7fff) != need.Index) continue;
            found.Add(new(Text(names, UInt32(symbols, index * SymbolSize)), relocated.Contains((uint)index)));
        }

        return found;
    }

    private HashSet<uint> RelocatedSymbols(uint symbolSection)
    {
        var symbols = new HashSet<uint>();
        foreach (var section in sections)
        {
            if (section.Type != SectionType.RelocationsWithAddend || section.Link != symbolSection) continue;
            var relocations = Content(section, "A section of relocations");
            for (var at = 0; at + RelocationSize <= relocations.Length; at += RelocationSize)
                symbols.Add((uint)(UInt64(relocations, at + 8) >> 32));
        }

        return symbols;
    }

    private Section[] ReadSections(ulong offset, int count)
    {
        var headers = Bytes(offset, (ulong)(count * SectionHeaderSize), "The list of sections");
        var read = new Section[count];
        for (var index = 0; index < count; index++)
        {
            var header = headers.Slice(index * SectionHeaderSize, SectionHeaderSize);
            var type = (SectionType)UInt32(header, 4);
            var (start, size) = (UInt64(header, 24), UInt64(header, 32));
            // Only the sections of these types are read; others, such as .bss, need not lie in the file.
            if (Enum.IsDefined(type)) Bytes(start, size, "A section");
            else (start, size) = (0, 0);
            read[index] = new(type, (int)start, (int)size, UInt32(header, 40), UInt32(header, 44));
        }

        return read;
    }

    private Section Only(SectionType type, string called) => sections.Count(section => section.Type == type) switch
    {
        1 => sections.Single(section => section.Type == type),
        var count => throw Unknown($"It has {count} sections {called}, not one"),
    };

    private Section Linked(Section section, SectionType type) =>
        section.Link < sections.Length && sections[section.Link].Type == type
            ? sections[section.Link]
            : throw Unknown("A section that another one refers to is missing");

    private ReadOnlySpan<byte> Content(Section section, string called) => Bytes((ulong)section.Offset, (ulong)section.Size, called);

    private ReadOnlySpan<byte> Bytes(ulong offset, ulong size, string called) =>
        size <= (ulong)bytes.Length && offset <= (ulong)bytes.Length - size
            ? bytes.AsSpan((int)offset, (int)size)
            : throw Unknown($"{called} reaches beyond the end of the file, at {bytes.Length} bytes");

    private ReadOnlySpan<byte> Record(ReadOnlySpan<byte> records, long at, ref int recordsLeft) =>
        --recordsLeft >= 0 && at <= records.Length - VersionRecordSize
            ? records.Slice((int)at, VersionRecordSize)
            : throw Unknown("A record of .gnu.version_r lies outside of this section");

    private long Step(uint step, bool isLast) =>
        (step == 0) == isLast ? step : throw Unknown("A list of .gnu.version_r is longer or shorter than its count");

    private string Text(ReadOnlySpan<byte> names, uint offset)
    {
        var text = offset < names.Length ? names[(int)offset..] : [];
        var length = text.IndexOf((byte)0);
        return length >= 0 ? Encoding.Latin1.GetString(text[..length]) : throw Unknown("A name lies outside of the names");
    }

    private UnknownLibraryException Unknown(string found) => new(name, found);

    private static ushort UInt16(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);

    private static uint UInt32(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt32LittleEndian(span[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> span, int at) => BinaryPrimitives.ReadUInt64LittleEndian(span[at..]);

    private readonly record struct Section(SectionType Type, int Offset, int Size, uint Link, uint Info);
}
