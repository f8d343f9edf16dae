// Finds the door's library when it is first needed; when that fails the error says what was tried and what to do.

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static partial class Native
{
    private const string Remedies =
        "Remedies: apt-get install libtorch-dev libopenblas0-openmp cmake g++ and build again; "
        + "or LIBTORCH=/path/to/libtorch and build again; or -p:TorchProvider=NuGet.";

#pragma warning disable CA2255 // The resolver has to be in place before the first call into the door, whoever makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    /// <summary>
    /// libgomp's threads wait for one another in a loop; with more threads than free cores that costs more than it gains.
    /// Read when libgomp is loaded, and from the C environment, which .NET's own does not change. A value that is set is kept.
    /// </summary>
    private static void TameSpinning()
    {
        if (OperatingSystem.IsLinux())
            _ = setenv("GOMP_SPINCOUNT", "2000", 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        TameSpinning();
        var file = $"lib{Library}.so";
        string[] places = [Path.Combine(AppContext.BaseDirectory, file), Path.Combine(Path.GetDirectoryName(assembly.Location) ?? "", file), file];
        var tried = new List<string>();
        foreach (var place in places.Distinct())
        {
            try
            {
                return NativeLibrary.Load(place);
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                tried.Add($"  {place}: {exception.Message.Trim()}");
            }
        }

        throw new DllNotFoundException($"The door to libtorch cannot be loaded. Tried:\n{string.Join('\n', tried)}\n{Remedies}");
    }
}
