// The smallest real figure through the real command line.

namespace Faults.Scenes;

/// <summary>Figure 8 at `smoke`: 37 jobs on the stand-in.</summary>
internal sealed class RealScene() : Scene(["dotnet", Program, "run", "Xiao23.Figure8", .. Where], Path.Combine("results", "smoke"))
{
    public static readonly string[] Where = ["--preset", "smoke", "--offline", "--workers", "2", "--checkpoint-every", "0"];

    private static string Program => Path.Combine(AppContext.BaseDirectory, "hvae-repro.dll");

    /// <summary>Another command of hvae-repro in the same folder.</summary>
    public Ended Ask(params IEnumerable<string> arguments)
    {
        using var scene = new Elsewhere(Root, [.. arguments]);
        return scene.Finish();
    }

    private sealed class Elsewhere(string root, IReadOnlyList<string> arguments)
        : Scene(["dotnet", Program, .. arguments], "results", root), IDisposable
    {
        void IDisposable.Dispose()
        {
        }
    }
}
