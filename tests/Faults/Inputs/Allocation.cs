// What a piece of work allocates: on the managed heap, and on the C library's, where libtorch keeps tensors.

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Faults.Inputs;

internal static partial class Allocation
{
    /// <summary>Whether the C library tells what its heap holds; glibc does since 2.33. Elsewhere native bytes are not counted.</summary>
    public static bool CountsNative { get; } =
        NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallinfo2", out _);

    /// <summary>
    /// Bytes of all managed objects that this thread makes, and of what the C library's heap holds more at the end, when all tensors
    /// that were made still live. What native code takes and gives back in between is not seen.
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
