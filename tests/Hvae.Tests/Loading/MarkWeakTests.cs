// The need of GLIBCXX_3.4.32 is marked weak in some files, and other files are refused: made files, whole, odd and damaged.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Tests.Data;
using TorchLoading;
using Xunit;

namespace Hvae.Tests.Loading;

public sealed class MarkWeakTests
{
    private const int Runs = 5000;
    private const string Name = "made.so";
    private const string Version = TorchSharpLibrary.Version;

    private static readonly byte[] Good = new SmallElf().Build();

    public static TheoryData<string, byte[]> Unknown => new()
    {
        { "not an ELF file", [.. "#!/bin/sh\n"u8, .. new byte[100]] },
        { "not a 64-bit file", new SmallElf { Class = 1 }.Build() },
        { "not a little-endian file", new SmallElf { ByteOrder = 2 }.Build() },
        { "another processor than x86-64 (number 183)", new SmallElf { Processor = 183 }.Build() },
        { "beyond the end", [] },
        { "0 sections .gnu.version_r", new SmallElf { NeedSections = 0 }.Build() },
        { "2 sections .gnu.version_r", new SmallElf { NeedSections = 2 }.Build() },
        { "longer or shorter", new SmallElf { RawNeeds = (SmallElf.Words([1, 0, 16, 16, 1, 0, 16, 0]), 1) }.Build() },
        { "longer or shorter", new SmallElf { RawNeeds = (SmallElf.Words([1, 0, 16, 0, 1, 0, 16, 0]), 2) }.Build() },
        { "0 times", new SmallElf { Needs = [(StandardLibrary.Name, ["GLIBCXX_3.4.30", "GLIBCXX_3.4.33"])] }.Build() },
        { "0 times", new SmallElf { Needs = [("libother.so.6", ["A", "B", Version])] }.Build() },
        { "2 times", new SmallElf { Needs = [(StandardLibrary.Name, [Version, "GLIBCXX_3.4", Version])] }.Build() },
        { "other symbols", new SmallElf { Symbols = [("", 0), ("_ZSt4cout", 4)] }.Build() },
        { "other symbols", new SmallElf { Symbols = [("", 0), (TorchSharpLibrary.Symbol, 4), ("_ZSt4cout", 4)] }.Build() },
        { "other symbols", new SmallElf { Symbols = [("", 0), (TorchSharpLibrary.Symbol, 3)] }.Build() },
        { "refers to", new SmallElf { Relocated = [1, 3] }.Build() },
    };

    [Fact]
    public void Changes_nothing_but_the_flag_of_this_one_version()
    {
        var library = new SmallElf { Flags = 1 }.Build();

        var copy = TorchSharpLibrary.MarkWeak(library, Name);

        var changed = Assert.Single(Enumerable.Range(0, library.Length), at => library[at] != copy[at]);
        Assert.Equal((1, 3), (library[changed], copy[changed]));
        Assert.Equal(
            [("GLIBC_2.34", false), ("GLIBCXX_3.4.30", false), ("GLIBCXX_3.4.32", true), ("GLIBCXX_3.4", false)],
            new ElfFile(copy, Name).VersionNeeds().Select(need => (need.Version, need.IsWeak)));
    }

    [Fact]
    public void Leaves_what_it_is_given_as_it_is()
    {
        var library = Good.ToArray();
        TorchSharpLibrary.MarkWeak(library, Name);
        Assert.Equal(Good, library);
    }

    [Fact]
    public void Marking_twice_is_marking_once()
    {
        var copy = TorchSharpLibrary.MarkWeak(Good, Name);
        Assert.Equal(copy, TorchSharpLibrary.MarkWeak(copy, Name));
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Refuses_what_it_does_not_know_and_names_the_remedy(string found, byte[] library)
    {
        var error = Assert.Throws<UnknownLibraryException>(() => TorchSharpLibrary.MarkWeak(library, Name));

        Assert.StartsWith("made.so: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains("libstdc++ has GLIBCXX_3.4.32 (Debian 13, Ubuntu 24.04 or newer", error.Message, StringComparison.Ordinal);
        Assert.Contains("restore again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_cut_off_wherever_that_is()
    {
        for (var length = 0; length < Good.Length; length++)
            Assert.Throws<UnknownLibraryException>(() => TorchSharpLibrary.MarkWeak(Good[..length], Name));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_gets_its_one_flag()
    {
        Prop.ForAll(Mutation.Several, mutations => Check(Mutation.Apply(Good, mutations)))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }

    [Fact]
    public void Every_wrong_byte_is_refused_or_leaves_a_file_that_gets_its_one_flag()
    {
        for (var at = 0; at < Good.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
            {
                var damaged = Good.ToArray();
                damaged[at] = value;
                Check(damaged);
            }
        }
    }

    /// <summary>Each record is a library and a version, and every library is followed by all versions: 2·10⁸ in all.</summary>
    [Fact]
    public void Lists_that_share_records_do_not_take_long()
    {
        const int Count = 20_000;
        var records = Enumerable.Range(1, Count).Select(at => new uint[] { 1u | ((uint)(Count - at) << 16), 0, 16, at == Count ? 0u : 16 });
        var library = new SmallElf { RawNeeds = (SmallElf.Words(records.SelectMany(word => word)), Count) }.Build();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<UnknownLibraryException>(() => TorchSharpLibrary.MarkWeak(library, Name));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private static void Check(byte[] library)
    {
        try
        {
            var copy = TorchSharpLibrary.MarkWeak(library, Name);
            Assert.Equal(library.Length, copy.Length);
            Assert.InRange(Enumerable.Range(0, library.Length).Count(at => library[at] != copy[at]), 0, 1);
            Assert.True(TorchSharpLibrary.FindNeed(copy, Name).IsWeak);
        }
        catch (UnknownLibraryException)
        {
            // The damage was detected.
        }
    }
}
