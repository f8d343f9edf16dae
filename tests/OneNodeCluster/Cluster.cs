// A Slurm of one node for tests, with a folder, ports, a key and a name of its own, on loopback.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OneNodeCluster;

/// <summary>
/// Controller, node (two cores and a file that is counted as a GPU) and authentication daemon. Disposing ends them and all processes that
/// they have started.
/// </summary>
public sealed class Cluster : IDisposable
{
    private static readonly string[] Programs =
        ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sacct", "scontrol", "sinfo"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Daemon authentication;
    private readonly Daemon controller;
    private Daemon node;

    private Cluster(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "state"));
        Directory.CreateDirectory(Path.Combine(folder, "spool"));
        WriteKey();
        File.WriteAllText(ConfigurationFile, Configuration());
        File.WriteAllText(In("gres.conf"), "Name=gpu File=/dev/null\n"); // Slurm counts and assigns any file as a GPU.
        authentication = Start("munged", "--foreground", "--force", $"--key-file={In("munge.key")}", $"--socket={In("munge.socket")}",
            $"--pid-file={In("munge.pid")}", $"--log-file={In("munge.log")}", $"--seed-file={In("munge.seed")}");
        Wait("munged", () => File.Exists(In("munge.socket")));
        controller = Start("slurmctld", "-D");
        Wait("slurmctld", () => Run("scontrol", "ping").Output.Contains("is UP"));
        node = StartNode();
    }

    /// <summary>Reason why this machine cannot run a cluster, or null when it can.</summary>
    public static string? Obstacle =>
        !OperatingSystem.IsLinux() ? "Slurm runs on Linux only"
        : !Environment.IsPrivilegedProcess ? "Slurm's daemons need root to run jobs"
        : Programs.FirstOrDefault(program => Find(program) is null) is { } missing
            ? $"{missing} is not installed (apt-get install slurm-wlm munge)"
        : null;

    /// <summary>Folder of everything that the daemons write.</summary>
    public string Folder { get; }

    /// <summary>Path of the configuration, which the commands need in <c>SLURM_CONF</c>.</summary>
    public string ConfigurationFile => In("slurm.conf");

    /// <summary>Starts a cluster and waits until its node is ready.</summary>
    /// <exception cref="TimeoutException">Thrown when a daemon does not start; the message has its log.</exception>
    public static Cluster Start() => new(Directory.CreateTempSubdirectory("one-node-").FullName);

    /// <summary>Runs one of Slurm's commands on the cluster.</summary>
    public (int ExitCode, string Output, string Error) Run(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_CONF"] = ConfigurationFile;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Ends the node's daemon and all processes on the node, as a crash of the machine would.</summary>
    public void CrashNode()
    {
        node.Kill();
        foreach (var process in Own().Where(process => NameOf(process) is "slurmd" or "slurmstepd" || Has(process, "SLURM_JOB_ID=")))
            Kill(process);
    }

    /// <summary>Starts the node again.</summary>
    public void RestartNode()
    {
        node.Dispose();
        node = StartNode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        node.Dispose();
        controller.Dispose();
        authentication.Dispose();
        foreach (var process in Own()) Kill(process);
        for (var attempt = 1; Directory.Exists(Folder) && attempt <= 20; attempt++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin")
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            found.Kill();
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // The process has ended by itself.
        }
    }

    private string In(string name) => Path.Combine(Folder, name);

    private void WriteKey()
    {
        File.WriteAllBytes(In("munge.key"), RandomNumberGenerator.GetBytes(1024));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(In("munge.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Daemon StartNode()
    {
        var started = Start("slurmd", "-D");
        Wait("slurmd", () => Run("sinfo", "--noheader", "--format=%T").Output.Trim() is "idle" or "mixed" or "allocated");
        return started;
    }

    private Daemon Start(string program, params IReadOnlyList<string> arguments) =>
        Daemon.Start(Find(program)!, arguments, ConfigurationFile, In($"{program}.out"));

    private void Wait(string daemon, Func<bool> isUp)
    {
        for (var clock = Stopwatch.StartNew(); !isUp(); Thread.Sleep(100))
        {
            if (clock.Elapsed < Patience) continue;
            var log = File.Exists(In($"{daemon}.out")) ? File.ReadAllText(In($"{daemon}.out")) : "";
            Dispose();
            throw new TimeoutException($"{daemon} does not start within {Patience.TotalSeconds} s. It says:\n{log}");
        }
    }

    /// <summary>
    /// Returns the processes that this cluster has started. The configuration in their environment identifies them; those that run the
    /// tests have another one.
    /// </summary>
    private IReadOnlyList<int> Own() => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && id != Environment.ProcessId && Has(id, $"SLURM_CONF={ConfigurationFile}"))];

    private static bool Has(int process, string variable)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Split('\0')
                .Any(entry => entry.StartsWith(variable));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the text of slurm.conf. Slurm waits as short as it allows for a silent node, and before a requeued task may start.
    /// </summary>
    private string Configuration()
    {
        var host = Dns.GetHostName().Split('.')[0];
        return $"""
            ClusterName=one{Environment.ProcessId}
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={In("munge.socket")},cred_expire=5
            CredType=cred/munge
            StateSaveLocation={In("state")}
            SlurmdSpoolDir={In("spool")}
            SlurmctldLogFile={In("slurmctld.log")}
            SlurmdLogFile={In("slurmd.log")}
            SlurmctldPidFile={In("slurmctld.pid")}
            SlurmdPidFile={In("slurmd.pid")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0
            SlurmdParameters=config_overrides
            GresTypes=gpu
            SlurmdTimeout=5
            KillWait=2
            ReturnToService=2
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 Gres=gpu:1 State=UNKNOWN
            PartitionName=cpu Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """;
    }
}

/// <summary>
/// A background program that does not outlive this process. A shell runs it and ends it when the shell's input is closed, at the latest by
/// the system.
/// </summary>
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

    public static Daemon Start(string program, IReadOnlyList<string> arguments, string configuration, string log)
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", Guard, "guard", log, program, .. arguments])
        { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["SLURM_CONF"] = configuration;
        return new(Process.Start(start)!);
    }

    /// <summary>Kills the program.</summary>
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
