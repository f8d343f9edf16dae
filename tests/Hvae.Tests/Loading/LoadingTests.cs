// The copy of TorchSharp's library on disk: when it is written, what stays unchanged, what is reported, and that TorchSharp can load it.

using System.Diagnostics;
using Hvae.Tests.Data;
using TorchLoading;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Loading;

public sealed class LoadingTests : IDisposable
{
    private static readonly StandardLibrary Old = Machine("GLIBCXX_3.4.9", "GLIBCXX_3.4.30");
    private static readonly StandardLibrary New = Machine("GLIBCXX_3.4.30", "GLIBCXX_3.4.32", "GLIBCXX_3.4.33");

    private readonly TemporaryFolder folder = new();
    private readonly string source;
    private readonly string target;

    public LoadingTests()
    {
        source = folder["packaged.so"];
        target = folder["loadable", TorchSharpLibrary.FileName];
        File.WriteAllBytes(source, new SmallElf().Build());
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_machine_with_an_older_standard_library_gets_the_copy()
    {
        TorchSharpLibrary.MakeCopy(source, target, Old);

        Assert.Equal(TorchSharpLibrary.MarkWeak(File.ReadAllBytes(source), source), File.ReadAllBytes(target));
        Assert.Equal(new SmallElf().Build(), File.ReadAllBytes(source));
    }

    [Fact]
    public void A_machine_with_the_version_gets_no_copy_and_loses_the_one_of_another_machine()
    {
        TorchSharpLibrary.MakeCopy(source, target, New);
        Assert.False(File.Exists(target));

        TorchSharpLibrary.MakeCopy(source, target, Old);
        TorchSharpLibrary.MakeCopy(source, target, New);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void A_machine_that_lacks_other_versions_too_is_told_so()
    {
        var error = Assert.Throws<UnknownLibraryException>(() => TorchSharpLibrary.MakeCopy(source, target, Machine("GLIBCXX_3.4.28")));

        Assert.Contains("also needs GLIBCXX_3.4.30, and libstdc++.so.6 has only GLIBCXX_3.4.28", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void An_up_to_date_copy_is_left_alone()
    {
        TorchSharpLibrary.MakeCopy(source, target, Old);
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(target, time);

        TorchSharpLibrary.MakeCopy(source, target, Old);

        Assert.Equal(time, File.GetLastWriteTimeUtc(target));
    }

    /// <summary>The old file is held open here. It stands for the file of the package cache, which may be linked with the target.</summary>
    [Fact]
    public void The_copy_is_a_new_file_and_the_one_that_had_its_name_is_not_written_to()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
        using var old = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        TorchSharpLibrary.MakeCopy(source, target, Old);

        var content = new byte[old.Length];
        old.ReadExactly(content);
        Assert.Equal(File.ReadAllBytes(source), content);
        Assert.NotEqual(content, File.ReadAllBytes(target));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(target)!));
    }

    [Fact]
    public void What_is_said_about_a_library_fits_the_machine()
    {
        var copy = folder["copy.so"];
        File.WriteAllBytes(copy, TorchSharpLibrary.MarkWeak(File.ReadAllBytes(source), source));

        Assert.Equal(new("as packaged"), TorchSharpLibrary.Describe(source, New));
        Assert.Equal(
            new("a copy whose need of GLIBCXX_3.4.32 is marked weak, since this machine's libstdc++ has only GLIBCXX_3.4.30"),
            TorchSharpLibrary.Describe(copy, Old));
        Assert.Equal(
            new("a copy whose need of GLIBCXX_3.4.32 is marked weak; this machine could load it as packaged, too"),
            TorchSharpLibrary.Describe(copy, New));

        var wrong = TorchSharpLibrary.Describe(source, Old);
        Assert.Equal("as packaged, which needs GLIBCXX_3.4.32, while this machine's libstdc++ has only GLIBCXX_3.4.30", wrong.Found);
        Assert.Contains("build it again on this machine", wrong.Remedy, StringComparison.Ordinal);
        Assert.NotNull(TorchSharpLibrary.Describe(folder["none.so"], Old).Remedy);
    }

    [Fact]
    public void A_standard_library_has_the_versions_whose_names_are_in_it()
    {
        var path = folder["libstdc++.so.6"];
        File.WriteAllText(path, "\0GLIBCXX_3.4.9\0GLIBCXX_3.4.30\0GLIBCXX_3.4.32x\0GLIBCXX_3.4.\0GLIBCXX_3.4.123456\0GLIBCXX_3.4.31");

        var library = StandardLibrary.Read(path);

        Assert.Equal(["GLIBCXX_3.4.30", "GLIBCXX_3.4.9"], library.Versions.Order(StringComparer.Ordinal));
        Assert.Equal("GLIBCXX_3.4.30", library.Newest);
    }

    [Fact]
    public void The_library_of_this_package_differs_from_its_copy_in_one_byte()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the package for Linux has this library.");
        var packaged = Packaged();
        var before = File.ReadAllBytes(packaged);

        TorchSharpLibrary.MakeCopy(packaged, target, Old with { Versions = AllUpTo(30) });

        var copy = File.ReadAllBytes(target);
        Assert.Equal(before.Length, copy.Length);
        var changed = Assert.Single(Enumerable.Range(0, copy.Length), at => before[at] != copy[at]);
        Assert.Equal((0, 2), (before[changed], copy[changed]));
        Assert.Equal(before, File.ReadAllBytes(packaged));
    }

    [Fact]
    public void TorchSharp_loads_the_library_of_this_program()
    {
        Assert.Null(TorchSharpLibrary.Describe(AppContext.BaseDirectory).Remedy);
        using var two = ones(2).sum();
        Assert.Equal(2, two.item<float>());
    }

    [Fact]
    public async Task The_build_shows_a_refusal_as_an_error()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The build makes the copy on Linux only.");
        File.WriteAllText(source, "damaged");
        var program = Path.Combine(AppContext.BaseDirectory, "TorchLoading.dll");
        var start = new ProcessStartInfo("dotnet", [program, source, target]) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(start)!;

        var message = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        // Where libstdc++ is new enough the library is not read.
        var isNeeded = !StandardLibrary.OfThisProcess().Versions.Contains(TorchSharpLibrary.Version);
        Assert.Equal(isNeeded ? 1 : 0, process.ExitCode);
        Assert.StartsWith(isNeeded ? $"TorchLoading : error HVAE0001: {source}: " : "", message, StringComparison.Ordinal);
    }

    private static StandardLibrary Machine(params string[] versions) =>
        new(StandardLibrary.Name, versions.ToHashSet(StringComparer.Ordinal));

    private static HashSet<string> AllUpTo(int newest) => [.. Enumerable.Range(1, newest).Select(number => $"GLIBCXX_3.4.{number}")];

    /// <summary>The library in the package cache.</summary>
    private static string Packaged()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        return Path.Combine(cache, "torchsharp", version, "runtimes", "linux-x64", "native", TorchSharpLibrary.FileName);
    }
}
