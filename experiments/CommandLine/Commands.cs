// All commands of hvae-repro.

using System.CommandLine;
using System.CommandLine.Help;

namespace Experiments.CommandLine;

/// <summary>Puts the command line together.</summary>
internal static class Commands
{
    /// <summary>Makes the program's command with all commands in it.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Reproduces the tables and figures of two papers on hierarchical variational autoencoders.")
        {
            RunCommands.Run(), RunCommands.Why(), RunCommands.Status(), RunCommands.Keep(), OtherCommands.List(), OtherCommands.Doctor(),
            OtherCommands.Rebuild(), ReportCommand.Make(), ClaimsCommand.Make(), RecordsCommand.Make(), CompareCommand.Make(),
            ExportCommand.Make(), CleanCommand.Make(), CompletionCommand.Make(), OtherCommands.Worker(), OtherCommands.WorkerTask(),
            ClusterCommands.Cancel(),
        };
        root.Subcommands.Add(ClusterCommands.Attach(root));
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        return root;
    }
}
