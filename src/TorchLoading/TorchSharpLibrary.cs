// TorchSharp's native library, libLibTorchSharp.so: finds whether this machine can load it, and makes a copy that it can load.
// docs/decisions/0012-loading-torchsharp.md says why.

using System.Buffers.Binary;
using Shared;

namespace TorchLoading;

/// <summary>A library is damaged, or is not the one that this program knows.</summary>
/// <param name="library">Path of the library.</param>
/// <param name="found">What was found instead of the expected content, as the beginning of a sentence.</param>
public sealed class UnknownLibraryException(string library, string found)
    : Exception($"{library}: {found}. {TorchSharpLibrary.Remedy}");

/// <summary>Whether this machine can load TorchSharp's native library.</summary>
/// <param name="Found">What was found, in words.</param>
/// <param name="Remedy">What to do, or null when the library can be loaded.</param>
public sealed record LibraryState(string Found, string? Remedy = null);

/// <summary>
/// TorchSharp's native library asks libstdc++ for the version GLIBCXX_3.4.32, for one symbol that nothing refers to. Where
/// libstdc++ is older, a copy is needed in which this one need is marked weak. The dynamic linker loads the copy
/// without the version.
/// </summary>
public static class TorchSharpLibrary
{
    /// <summary>The name of the file on Linux.</summary>
    public const string FileName = "libLibTorchSharp.so";

    /// <summary>The version of libstdc++ that older machines lack.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>The only symbol of that version. It stands for a libstdc++ that initialises std::cout itself; nothing calls it.</summary>
    public const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>The remedy for a library that was made for another machine.</summary>
    public const string BuildAgain = "build it again on this machine: dotnet cake --target=Clean, and then dotnet cake --target=Build";

    internal const string Remedy =
        $"Use a machine whose libstdc++ has {Version} (Debian 13, Ubuntu 24.04 or newer, or libstdc++6 of GCC 13.2 or newer). "
        + "If the file is damaged, delete TorchSharp's folder in the package cache (dotnet nuget locals global-packages --list) "
        + "and restore again.";

    /// <summary>
    /// Writes the copy where a machine needs it, and deletes it where the machine does not. An up-to-date copy is left alone.
    /// </summary>
    /// <param name="source">The path of the library as it is packaged; this file is only read.</param>
    /// <param name="target">
    /// The path of the copy, which is always a new file, because an existing file may be linked with the source.
    /// </param>
    /// <param name="machine">The libstdc++ of the machine.</param>
    /// <exception cref="UnknownLibraryException">The machine needs the copy, and it cannot be made of this library.</exception>
    public static void MakeCopy(string source, string target, StandardLibrary machine)
    {
        if (machine.Versions.Contains(Version))
        {
            if (File.Exists(target)) File.Delete(target);
            return;
        }

        var packaged = File.ReadAllBytes(source);
        RefuseIfStillOlder(packaged, source, machine);
        var copy = MarkWeak(packaged, source);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(copy)) return;
        AtomicFile.Write(target, stream => stream.Write(copy));
    }

    /// <summary>Returns a copy of a library in which only the need of <see cref="Version"/> is changed: it is marked weak.</summary>
    /// <param name="library">The content of the library.</param>
    /// <param name="name">The name of the library for messages.</param>
    /// <exception cref="UnknownLibraryException">The library is damaged, or is not one that <see cref="FindNeed"/> knows.</exception>
    public static byte[] MarkWeak(byte[] library, string name)
    {
        var need = FindNeed(library, name);
        var copy = library.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(need.FlagsOffset), (ushort)(need.Flags | VersionNeed.Weak));
        return copy;
    }

    /// <summary>Returns the record by which a library asks libstdc++ for <see cref="Version"/>.</summary>
    /// <param name="library">The content of the library.</param>
    /// <param name="name">The name of the library for messages.</param>
    /// <exception cref="UnknownLibraryException">
    /// The library is damaged, does not ask for the version exactly once, or needs it for another symbol than <see cref="Symbol"/>.
    /// </exception>
    public static VersionNeed FindNeed(byte[] library, string name)
    {
        var elf = new ElfFile(library, name);
        VersionNeed[] needs = [.. elf.VersionNeeds().Where(need => need is { Library: StandardLibrary.Name, Version: Version })];
        if (needs is not [var found])
            throw new UnknownLibraryException(name, $"It asks {StandardLibrary.Name} {needs.Length} times for {Version}, not once");
        if (elf.SymbolsOf(found) is not [{ Name: Symbol } symbol])
            throw new UnknownLibraryException(name, $"It asks for {Version} for other symbols than {Symbol} alone");
        return symbol.HasRelocation ? throw new UnknownLibraryException(name, $"It refers to {Symbol}") : found;
    }

    /// <summary>Returns whether this machine can load the library of a program, and what to do where it cannot.</summary>
    /// <param name="folder">The folder of the program.</param>
    public static LibraryState Describe(string folder)
    {
        if (!OperatingSystem.IsLinux()) return new("as packaged");
        try
        {
            return Describe(Path.Combine(folder, FileName), StandardLibrary.OfThisProcess());
        }
        catch (UnknownLibraryException error)
        {
            return new(error.Message, BuildAgain);
        }
    }

    /// <summary>Returns whether a machine can load a library, and what to do where it cannot.</summary>
    /// <param name="library">The path of the library.</param>
    /// <param name="machine">The libstdc++ of the machine.</param>
    /// <exception cref="UnknownLibraryException">The library is damaged, or is not one that <see cref="FindNeed"/> knows.</exception>
    public static LibraryState Describe(string library, StandardLibrary machine)
    {
        if (!File.Exists(library)) return new($"there is no {library}", BuildAgain);
        var isCopy = FindNeed(File.ReadAllBytes(library), library).IsWeak;
        var copy = $"a copy whose need of {Version} is marked weak";
        var has = $"this machine's libstdc++ has only {machine.Newest}";
        return (isCopy, machine.Versions.Contains(Version)) switch
        {
            (false, true) => new("as packaged"),
            (true, true) => new($"{copy}; this machine could load it as packaged, too"),
            (true, false) => new($"{copy}, since {has}"),
            (false, false) => new($"as packaged, which needs {Version}, while {has}", BuildAgain),
        };
    }

    private static void RefuseIfStillOlder(byte[] library, string name, StandardLibrary machine)
    {
        var lacking = new ElfFile(library, name).VersionNeeds()
            .Where(need => need.Version.StartsWith(StandardLibrary.Series, StringComparison.Ordinal) && need.Version != Version)
            .FirstOrDefault(need => !machine.Versions.Contains(need.Version));
        if (lacking is not null)
            throw new UnknownLibraryException(name, $"It also needs {lacking.Version}, and {machine.Path} has only {machine.Newest}");
    }
}
