// Where the time of a piece of code goes, operator by operator: for benchmarks, not part of TorchSharp's API.

using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>One operator in a profile.</summary>
/// <param name="Operator">Name, and the shapes of its tensors.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Milliseconds">In the operator itself, without those that it called.</param>
internal sealed record OperatorTime(string Operator, long Calls, double Milliseconds);

internal static class Profile
{
    /// <summary>Runs <paramref name="code"/> and returns the operators that ran meanwhile, in this process.</summary>
    public static IReadOnlyList<OperatorTime> Of(Action code)
    {
        var handle = Native.profile_start();
        IntPtr text;
        try
        {
            code();
        }
        finally
        {
            text = Native.profile_stop(handle);
        }

        var lines = Marshal.PtrToStringUTF8(text)!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Native.message_free(text);
        return [.. lines.Select(line => line.Split('\t')).Select(fields => new OperatorTime(
            fields[2], long.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[1], CultureInfo.InvariantCulture)))];
    }
}
