// The inside of a worker process: takes jobs as lines, runs one at a time, answers with lines.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>What the command line's hidden <c>worker</c> command calls.</summary>
public sealed class WorkerLoop
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    private readonly JobRunner runner;
    private readonly TextWriter answers;
    private readonly BlockingCollection<ParentMessage> orders = [];
    private readonly CancellationTokenSource stop = new();

    private WorkerLoop(IReadOnlyList<IJobHandler> handlers, TextWriter answers, Func<IReadOnlyDictionary<string, string>> facts)
    {
        runner = new(handlers, facts, capturesConsole: true, TimeProvider.System);
        this.answers = answers;
    }

    /// <summary>
    /// Serves the parent on standard input and output until the input ends; then the running job is asked to stop, and the process
    /// exits soon even if the job does not. Ctrl-C is left to the parent.
    /// </summary>
    /// <param name="handlers">One for each kind.</param>
    /// <param name="facts">What is to be known of the libraries in this process; asked when the first job begins.</param>
    /// <param name="grace">How long a job may take to stop after the parent has gone, before the process ends itself.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts, TimeSpan? grace = null)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var output = new StreamWriter(
            Platform.Current.TakeStandardOutput(), new UTF8Encoding(false))
        { AutoFlush = true, NewLine = "\n" };
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        return Run(handlers, input, output, facts, EndJob, () =>
        {
            Thread.Sleep(grace ?? DefaultGrace);
            Process.GetCurrentProcess().Kill();
        });
    }

    /// <summary>Serves a parent on the given streams until the orders end.</summary>
    /// <param name="handlers">One for each kind.</param>
    /// <param name="orders">Lines from the parent.</param>
    /// <param name="answers">Lines to the parent.</param>
    /// <param name="facts">What is to be known of the libraries in this process; asked when the first job begins.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<IJobHandler> handlers, TextReader orders, TextWriter answers, Func<IReadOnlyDictionary<string, string>> facts) =>
        Run(handlers, orders, answers, facts, () => { }, () => { });

    private static int Run(
        IReadOnlyList<IJobHandler> handlers, TextReader orders, TextWriter answers, Func<IReadOnlyDictionary<string, string>> facts,
        Action jobEnded, Action ordersEnded)
    {
        var loop = new WorkerLoop(handlers, answers, facts);
        new Thread(() => loop.Listen(orders, ordersEnded)) { IsBackground = true, Name = "orders" }.Start();
        foreach (var order in loop.orders.GetConsumingEnumerable())
        {
            if (!loop.Serve(order, jobEnded)) return Platform.OutOfMemoryExitCode;
        }

        return 0;
    }

    /// <summary>Marks on standard error that a job has ended: what comes before belongs to that job.</summary>
    private static void EndJob()
    {
        Platform.Current.FlushNativeOutput();
        Console.Error.WriteLine("\n" + WorkerMessage.EndOfErrors);
    }

    private void Listen(TextReader lines, Action ended)
    {
        try
        {
            while (lines.ReadLine() is { } line)
            {
                if (RecordJson.TryRead<ParentMessage>(line) is not { } order) continue;
                if (order.Job is not null) orders.Add(order);
                else stop.Cancel();
            }
        }
        catch (IOException)
        {
            // The same as the end of the lines: nobody is there.
        }

        stop.Cancel();
        orders.CompleteAdding();
        ended();
    }

    /// <summary>Runs a job. False when it ran out of memory: then the process ends, and its parent tries the job in a new one.</summary>
    private bool Serve(ParentMessage what, Action ended)
    {
        var order = what.Job!;
        var attempt = Run(order, what.HeartbeatSeconds);
        if (attempt is AttemptFailed { IsOutOfMemory: true }) return false;
        ended();
        Answer(attempt switch
        {
            AttemptDone => new(order.Key, WorkerMessage.About.Done),
            AttemptFailed failed => new(order.Key, WorkerMessage.About.Failed) { Text = failed.Message },
            _ => new(order.Key, WorkerMessage.About.Stopped),
        });
        return true;
    }

    private Attempt Run(JobOrder order, double? heartbeatSeconds)
    {
        using var heartbeat = Heartbeat.Start(
            heartbeatSeconds, seconds => Answer(new(order.Key, WorkerMessage.About.Alive) { ProcessorSeconds = seconds }));
        return runner.Run(
            order,
            facts => Answer(new(order.Key, WorkerMessage.About.Started) { Facts = facts }),
            progress => Answer(new(order.Key, WorkerMessage.About.Progress) { Fraction = progress.Fraction, Text = progress.Note }),
            stop.Token);
    }

    private void Answer(WorkerMessage answer)
    {
        try
        {
            lock (answers) answers.WriteLine(answer.ToLine());
        }
        catch (IOException)
        {
            stop.Cancel();
        }
    }
}
