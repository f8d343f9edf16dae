// Runs toy jobs on a cluster, by the current build of this program.

using Repro.Execution.Slurm;

namespace Repro.TestWorker;

internal static class ToyCluster
{
    public static SlurmExecutor Executor(string artifacts, SlurmSettings settings, Action<string> notice) =>
        new(new(artifacts), Place(artifacts, settings), SlurmCommands.OfThisMachine(notice), Task.Delay, notice, TimeProvider.System);

    private static SlurmPlace Place(string artifacts, SlurmSettings settings)
    {
        var program = typeof(ToyCluster).Assembly.Location;
        return new()
        {
            Settings = settings,
            ProgramFolder = Path.GetDirectoryName(program)!,
            Command = folder => new("dotnet", [Path.Combine(folder, Path.GetFileName(program)), "worker-task"]),
            Arguments = ["run", "toys"],
            WorkingFolder = Path.GetFullPath(artifacts),
            Settling = TimeSpan.FromSeconds(2),
        };
    }
}
