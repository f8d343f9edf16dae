// A background program that does not outlive the process that started it, however that ends.

using System.Diagnostics;

namespace OneNodeCluster;

/// <summary>A shell runs the program and ends it when its own input is closed, which the system does for us at the latest.</summary>
internal sealed class Daemon : IDisposable
{
    private const string Guard = """
        log="$1"; shift
        "$@" > "$log" 2>&1 &
        program=$!
        read -r _
        kill "$program" 2>/dev/null
        for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$program" 2>/dev/null || exit 0; sleep 0.2; done
        kill -KILL "$program"
        """;

    private readonly Process guard;

    private Daemon(Process guard) => this.guard = guard;

    /// <summary>Of the shell.</summary>
    public int Id => guard.Id;

    public static Daemon Start(string program, IReadOnlyList<string> arguments, string configuration, string log)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", Guard, "guard", log, program, .. arguments])
        { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["SLURM_CONF"] = configuration;
        return new(Process.Start(start)!);
    }

    /// <summary>Ends the program without a chance to tidy up.</summary>
    public void Kill()
    {
        if (!guard.HasExited) guard.Kill(entireProcessTree: true);
    }

    public void Dispose()
    {
        guard.StandardInput.Close();
        if (!guard.WaitForExit(TimeSpan.FromSeconds(5))) Kill();
        guard.Dispose();
    }
}
