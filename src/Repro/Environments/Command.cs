// Runs other programs to their end, for Slurm's commands and for facts about this machine.

using System.ComponentModel;
using System.Diagnostics;

namespace Repro.Environments;

/// <summary>What a program wrote and how it ended.</summary>
/// <param name="ExitCode">Exit code of the program; 0 for success.</param>
/// <param name="Output">Text on standard output.</param>
/// <param name="Error">Text on standard error.</param>
public sealed record CommandAnswer(int ExitCode, string Output, string Error);

/// <summary>Runs other programs.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Returns the standard output of a program; null when the program is missing, fails, or takes longer than ten seconds.
    /// </summary>
    public static string? Output(string program, IReadOnlyList<string> arguments) =>
        Answer(new(program, arguments)) is { ExitCode: 0 } answer ? answer.Output : null;

    /// <summary>Returns what a program wrote and how it ended; null when it is missing or takes longer than ten seconds.</summary>
    internal static CommandAnswer? Answer(ProcessStartInfo start)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            return RunAsync(start, limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Runs a program to its end; cancellation kills it.</summary>
    /// <exception cref="Win32Exception">Thrown when the program cannot be started.</exception>
    internal static async Task<CommandAnswer> RunAsync(ProcessStartInfo start, CancellationToken cancellation = default)
    {
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
