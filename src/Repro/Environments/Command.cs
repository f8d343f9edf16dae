// Asks another program for a fact, and does without when it is not there.

using System.Diagnostics;

namespace Repro.Environments;

/// <summary>Other programs as sources of facts.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Standard output of a program; null when it is missing, fails, or takes too long.</summary>
    public static string? Output(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null) return null;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(Limit) && Task.WaitAll([output, errors], Limit)) return process.ExitCode == 0 ? output.Result : null;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
