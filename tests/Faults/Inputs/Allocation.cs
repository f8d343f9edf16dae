// Measures what a piece of work allocates on the managed heap, and on the C library's heap, where libtorch keeps tensors.

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Faults.Inputs;

internal static partial class Allocation
{
    /// <summary>Whether the C library reports the size of its heap. If it does not, native bytes are not counted.</summary>
    public static bool CountsNative { get; } =
        NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallinfo2", out _);

    /// <summary>
    /// Returns the bytes of all managed objects that this thread creates, and the growth of the C library's heap while all tensors that
    /// were created still live. Memory that native code allocates and frees in between is not seen.
    /// </summary>
    public static long During(Action work)
    {
        using var tensors = NewDisposeScope();
        var native = NativeBytes();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        work();
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;
        return managed + Math.Max(0, NativeBytes() - native);
    }

    private static long NativeBytes()
    {
        if (!CountsNative) return 0;
        var heap = HeapNow();
        return (long)(heap.InUse + heap.Mapped);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial Heap HeapNow();

    /// <summary>glibc's <c>struct mallinfo2</c>; its manual page lists the fields.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Heap(
        nuint Arena, nuint FreeChunks, nuint FastChunks, nuint Mappings, nuint Mapped, nuint Unused, nuint FastBytes, nuint InUse,
        nuint Free, nuint Releasable);
}
