// The door's whole steps: what takes one call instead of one for each operator.

using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

[StructLayout(LayoutKind.Sequential)]
internal struct AdamSettings
{
    public double LearningRate, Beta1, Beta2, Eps, WeightDecay, Sign, DecoupledDecay;
}

internal static unsafe partial class Native
{
    /// <summary>0 when a parameter is not served, and then nothing has been touched.</summary>
    [LibraryImport(Library)]
    public static partial int adam_step(
        IntPtr* parameters, IntPtr* means, IntPtr* squares, long* steps, int count, AdamSettings* settings, out IntPtr error);

    /// <summary>The squared 2-norm of all gradients together; 0 when one is not served.</summary>
    [LibraryImport(Library)]
    public static partial int gradients_square(IntPtr* parameters, int count, out double square, out IntPtr error);

    /// <summary>Multiplies every gradient, of those that <see cref="gradients_square"/> serves.</summary>
    [LibraryImport(Library)]
    public static partial void gradients_scale(IntPtr* parameters, int count, double factor, out IntPtr error);

    /// <summary>average ← decay · average + (1 − decay) · value; 0 when a pair is not served, and then nothing has been touched.</summary>
    [LibraryImport(Library)]
    public static partial int average_step(IntPtr* averages, IntPtr* values, int count, double decay, out IntPtr error);
}
