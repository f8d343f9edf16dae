// The main loop of a worker process: it reads jobs as lines, runs one at a time, and answers with lines.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>Implements the hidden <c>worker</c> command.</summary>
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
    /// Serves the parent on standard input and output until the input ends. Then the running job is asked to stop, and the process exits
    /// soon even if the job does not. Ctrl-C is handled by the parent.
    /// </summary>
    /// <param name="handlers">One handler for each kind of job.</param>
    /// <param name="facts">Returns facts about the libraries in this process; called when the first job begins.</param>
    /// <param name="grace">How long a job may take to stop after the parent has gone, before the process ends itself.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts, TimeSpan? grace = null)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        var stream = Platform.Current.TakeStandardOutput();
        using var output = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        return Run(handlers, input, output, facts, EndJob, () =>
        {
            Thread.Sleep(grace ?? DefaultGrace);
            Process.GetCurrentProcess().Kill();
        });
    }

    /// <summary>Serves a parent on the given streams until the orders end.</summary>
    /// <param name="handlers">One handler for each kind of job.</param>
    /// <param name="orders">Lines from the parent.</param>
    /// <param name="answers">Lines to the parent.</param>
    /// <param name="facts">Returns facts about the libraries in this process; called when the first job begins.</param>
    /// <param name="jobEnded">Called after each job, before the parent is told.</param>
    /// <param name="ordersEnded">Called when there will be no more orders.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(
        IReadOnlyList<IJobHandler> handlers, TextReader orders, TextWriter answers, Func<IReadOnlyDictionary<string, string>> facts,
        Action? jobEnded = null, Action? ordersEnded = null)
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

    private void Listen(TextReader lines, Action? ended)
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
            // This is the same as the end of the lines: the parent has gone.
        }

        stop.Cancel();
        orders.CompleteAdding();
        ended?.Invoke();
    }

    /// <summary>
    /// Runs a job. Returns false when it ran out of memory: then this process ends, and its parent tries the job in a new one.
    /// </summary>
    private bool Serve(ParentMessage message, Action? ended)
    {
        var order = message.Job!;
        var attempt = Run(order, message.HeartbeatSeconds);
        if (attempt.IsOutOfMemory) return false;
        ended?.Invoke();
        var what = attempt.End switch
        {
            JobEnd.Done => WorkerMessage.About.Done,
            JobEnd.Failed => WorkerMessage.About.Failed,
            _ => WorkerMessage.About.Stopped,
        };
        Answer(new(order.Key, what) { Text = attempt.Message });
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
