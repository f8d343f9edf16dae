// The state of the open submissions in the queue, for commands that only show it.

namespace Repro.Execution.Slurm;

/// <summary>The jobs of an artifacts folder that are in the queue.</summary>
/// <param name="Queued">Keys of the jobs that wait.</param>
/// <param name="Running">Keys of the jobs whose task runs.</param>
/// <param name="Submissions">Id of each open submission, and its state for people.</param>
public sealed record QueueState(
    IReadOnlySet<string> Queued, IReadOnlySet<string> Running, IReadOnlyList<(string Id, string Text)> Submissions)
{
    /// <summary>
    /// Asks the queue once if there is any open submission. Where Slurm cannot be used, nothing is known, and a notice says so.
    /// </summary>
    /// <param name="artifacts">Root folder of the artifacts.</param>
    /// <param name="notice">Called with a sentence for people.</param>
    /// <param name="cancellation">Ends the wait for a busy controller.</param>
    public static async Task<QueueState> OfAsync(string artifacts, Action<string> notice, CancellationToken cancellation) =>
        await OfAsync(artifacts, SlurmCommands.OfThisMachine(notice), notice, cancellation);

    internal static async Task<QueueState> OfAsync(
        string artifacts, SlurmCommands commands, Action<string> notice, CancellationToken cancellation)
    {
        var open = Submission.All(artifacts).Where(submission => submission.IsOpen(artifacts)).ToList();
        try
        {
            var lines = await commands.QueueAsync(
                [.. open.SelectMany(submission => submission.Arrays).Select(array => array.JobName)], cancellation);
            return Of(open, [.. lines.Where(line => !line.IsOver)]);
        }
        catch (SlurmException problem)
        {
            notice(problem.Message);
            return new(new HashSet<string>(), new HashSet<string>(), []);
        }
    }

    internal static QueueState Of(IReadOnlyList<Submission> open, IReadOnlyList<QueueLine> live)
    {
        var tasks = open.SelectMany(submission => submission.Arrays).ToDictionary(array => array.JobName, array => array.Tasks);
        IReadOnlySet<string> Keys(bool running) =>
            live.Where(line => line.Runs == running && line.Task < tasks[line.JobName].Count)
                .SelectMany(line => tasks[line.JobName][line.Task]).ToHashSet();
        return new(Keys(running: false), Keys(running: true), [.. open.Select(submission => (submission.Id, TextOf(submission, live)))]);
    }

    private static string TextOf(Submission submission, IReadOnlyList<QueueLine> live)
    {
        var own = live.Where(line => submission.Arrays.Any(array => array.JobName == line.JobName)).ToList();
        return own.Count == 0
            ? "all its tasks have left the queue"
            : $"of {submission.Arrays.Sum(array => array.Tasks.Count)} tasks {own.Count(line => line.Runs)} run and "
                + $"{own.Count(line => !line.Runs)} wait";
    }
}
