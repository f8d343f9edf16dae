// The commands for submissions to a cluster: attach and cancel.

using System.CommandLine;
using Repro.Execution.Slurm;

namespace Experiments.CommandLine;

/// <summary>Makes the commands attach and cancel.</summary>
internal static class ClusterCommands
{
    private static readonly Argument<string?> Id = new("submission")
    {
        Description = "Identifier as `status` shows it (default: the newest open submission)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes `attach`, which watches a submission and ends as the command that submitted it would have ended.</summary>
    /// <param name="root">Command that parses the arguments of that command.</param>
    public static Command Attach(RootCommand root)
    {
        var command = new Command("attach",
            "Watch jobs that were submitted to a cluster, resubmit lost ones, record and draw the results") { Id, Options.Artifacts };
        command.SetAction(async (parsed, cancellation) =>
        {
            var artifacts = Path.GetFullPath(Options.Settings(parsed).Artifacts);
            var submission = Submission.Find(artifacts, parsed.GetValue(Id));
            if (submission.IsCancelled(artifacts))
                throw new SlurmException(
                    $"The submission {submission.Id} was cancelled. "
                    + $"Continue where it stopped with `hvae-repro {string.Join(' ', submission.Arguments)}`.");
            Environment.CurrentDirectory = submission.WorkingFolder;
            Options.ForgetVariables();
            return await RunCommands.AttachAsync(root.Parse(submission.Arguments), artifacts, submission, cancellation);
        });
        return command;
    }

    /// <summary>Makes `cancel`, which removes a submission from the queue.</summary>
    public static Command Cancel()
    {
        var command = new Command("cancel", "Remove submitted jobs from the cluster's queue; running jobs write a checkpoint") { Id,
            Options.Artifacts };
        command.SetAction(async (parsed, cancellation) =>
        {
            var artifacts = Options.Settings(parsed).Artifacts;
            var submission = Submission.Find(artifacts, parsed.GetValue(Id));
            await submission.CancelAsync(artifacts, SlurmCommands.OfThisMachine(Console.Error.WriteLine), cancellation);
            Console.WriteLine(
                $"Cancelled {submission.Id}. Nothing finished is lost; `hvae-repro {string.Join(' ', submission.Arguments)}` continues.");
            return ExitCode.Success;
        });
        return command;
    }
}
