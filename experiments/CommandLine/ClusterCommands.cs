// The commands for what was left to a cluster: attach and cancel.

using System.CommandLine;
using Repro.Execution.Slurm;

namespace Experiments.CommandLine;

/// <summary>Makes the commands.</summary>
internal static class ClusterCommands
{
    private static readonly Argument<string?> Id = new("submission")
    {
        Description = "As `status` shows it; the newest that is open when left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>`attach`: watches a submission and ends as the command that made it would have ended.</summary>
    /// <param name="root">Parses that command.</param>
    public static Command Attach(RootCommand root)
    {
        var command = new Command("attach",
            "Come back to jobs that were left to a cluster: watch, resubmit what was lost, record, draw") { Id, Options.Artifacts };
        command.SetAction(async (parsed, cancellation) =>
        {
            var artifacts = Path.GetFullPath(Options.Settings(parsed).Artifacts);
            var submission = Submission.Find(artifacts, parsed.GetValue(Id));
            if (submission.IsCancelled(artifacts))
                throw new SlurmException(
                    $"The submission {submission.Id} was cancelled. Begin again where it stopped by `hvae-repro {string.Join(' ', submission.Arguments)}`.");
            Environment.CurrentDirectory = submission.WorkingFolder;
            Options.ForgetVariables();
            return await RunCommands.AttachAsync(root.Parse(submission.Arguments), artifacts, submission, cancellation);
        });
        return command;
    }

    /// <summary>`cancel`: takes a submission from the queue.</summary>
    public static Command Cancel()
    {
        var command = new Command("cancel", "Take jobs that were left to a cluster from its queue; running ones write a checkpoint") { Id,
            Options.Artifacts };
        command.SetAction(async (parsed, cancellation) =>
        {
            var artifacts = Options.Settings(parsed).Artifacts;
            var submission = Submission.Find(artifacts, parsed.GetValue(Id));
            await submission.CancelAsync(artifacts, SlurmCommands.OfThisMachine(Console.Error.WriteLine), cancellation);
            Console.WriteLine(
                $"Cancelled {submission.Id}. Nothing finished is lost; `hvae-repro {string.Join(' ', submission.Arguments)}` goes on.");
            return ExitCode.Success;
        });
        return command;
    }
}
