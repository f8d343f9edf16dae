// The door's own stopwatch over operators.

using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)]
    public static partial ulong profile_start();

    /// <summary>The text is freed by message_free.</summary>
    [LibraryImport(Library)]
    public static partial IntPtr profile_stop(ulong handle);

    [LibraryImport(Library)]
    public static partial void profile_additions(IntPtr left, IntPtr right, int count, out IntPtr error);
}
