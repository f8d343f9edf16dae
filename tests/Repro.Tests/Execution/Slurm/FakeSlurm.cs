// Replaces Slurm's commands: keeps a queue that the test advances at each pause, and answers like the commands.

using Microsoft.Extensions.Time.Testing;
using Repro.Environments;
using Repro.Execution.Slurm;
using Repro.Tests.Records;

namespace Repro.Tests.Execution.Slurm;

internal sealed class FakeSlurm
{
    private readonly Dictionary<string, Queue<CommandAnswer>> scripted = [];
    private int pauses;

    public FakeTimeProvider Time { get; } = new(Toys.Then);

    /// <summary>Called at each pause with its number, which starts at 1.</summary>
    public Action<int> AtPause { get; set; } = _ => { };

    /// <summary>The states of tasks by array name and index. A task that is removed has vanished.</summary>
    public Dictionary<(string Name, int Task), string> States { get; } = [];

    /// <summary>Lines of sacct, or null where accounting is off.</summary>
    public string? Accounting { get; set; }

    /// <summary>Commands that cannot be started.</summary>
    public HashSet<string> NotInstalled { get; } = [];

    /// <summary>Length of the longest argument of any command, in characters.</summary>
    public int LongestArgument { get; private set; }

    /// <summary>The commands that were run, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The batch files that were submitted.</summary>
    public List<string> Batches { get; } = [];

    public List<TimeSpan> Pauses { get; } = [];

    public List<string> Notices { get; } = [];

    public SlurmCommands Commands => new(Run, Wait, Notices.Add);

    /// <summary>The next answers of a program, after which it answers by itself again.</summary>
    public void Script(string program, params IReadOnlyList<CommandAnswer> answers) => scripted[program] = new(answers);

    public static CommandAnswer BusyAnswer { get; } = new(1, "", "slurm_load_jobs error: Socket timed out on send/recv operation\n");

    public Task Wait(TimeSpan time, CancellationToken cancellation)
    {
        if (++pauses > 1000) throw new TimeoutException("The executor waits for ever.");
        Pauses.Add(time);
        Time.Advance(time);
        AtPause(pauses);
        return cancellation.IsCancellationRequested ? Task.FromCanceled(cancellation) : Task.CompletedTask;
    }

    /// <summary>Removes a task from the queue.</summary>
    public void Vanish(string name, int task) => States.Remove((name, task));

    private Task<CommandAnswer> Run(string program, IReadOnlyList<string> arguments)
    {
        Asked.Add(program);
        LongestArgument = Math.Max(LongestArgument, arguments.Max(argument => argument.Length));
        if (NotInstalled.Contains(program)) throw new SlurmException($"{program} cannot be started: No such file or directory.");
        if (scripted.TryGetValue(program, out var answers) && answers.TryDequeue(out var answer)) return Task.FromResult(answer);
        return Task.FromResult(program switch
        {
            "sbatch" => Submit(File.ReadAllText(arguments[^1])),
            "squeue" =>
                new(0, string.Concat(States.Select(task => $"{IdOf(task.Key.Name)}|{task.Key.Task}|{task.Key.Name}|{task.Value}|None\n")),
                ""),
            "sacct" => Accounting is { } lines ? new(0, lines, "") : new(1, "", "Slurm accounting storage is disabled\n"),
            _ => new CommandAnswer(0, "", ""),
        });
    }

    private CommandAnswer Submit(string batch)
    {
        Batches.Add(batch);
        string Option(string option) => batch.Split('\n').First(line => line.Contains($"--{option}=")).Split('=', 2)[1];
        var name = Option("job-name");
        var last = int.Parse(Option("array").Split('-', '%')[1]);
        for (var task = 0; task <= last; task++) States[(name, task)] = "PENDING";
        return new(0, $"{IdOf(name)}\n", "");
    }

    /// <summary>Returns the job number of an array: 10 followed by the end of its name.</summary>
    private static string IdOf(string name) => "10" + name.Split('-')[^1];
}
