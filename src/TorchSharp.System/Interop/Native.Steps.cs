// The door's whole steps: what takes one call instead of one for each operator.

using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

[StructLayout(LayoutKind.Sequential)]
internal struct AdamSettings
{
    public double LearningRate, Beta1, Beta2, Eps, WeightDecay, Sign;
}

internal static unsafe partial class Native
{
    /// <summary>0 when a parameter is not served, and then nothing has been touched.</summary>
    [LibraryImport(Library)]
    public static partial int adam_step(
        IntPtr* parameters, IntPtr* means, IntPtr* squares, long* steps, int count, AdamSettings* settings, out IntPtr error);
}
