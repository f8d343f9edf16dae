// Runs gnuplot on a script, and turns everything that can go wrong there into one kind of error.

using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Repro.Figures;

/// <summary>gnuplot is missing, or refused a script. The message says what to do.</summary>
public sealed class GnuplotException : Exception
{
    /// <summary>An error with the message that the user sees.</summary>
    public GnuplotException(string message) : base(message)
    {
    }

    /// <summary>An error with the message that the user sees, and its cause.</summary>
    public GnuplotException(string message, Exception cause) : base(message, cause)
    {
    }

    /// <summary>An error without a message.</summary>
    public GnuplotException()
    {
    }
}

internal sealed partial class Gnuplot(string executable)
{
    /// <summary>Runs the script in the file <paramref name="path"/> to its end, without the user's own settings.</summary>
    /// <returns>What gnuplot complained of; empty when it was content.</returns>
    /// <exception cref="GnuplotException">gnuplot cannot be started.</exception>
    public string Run(string path)
    {
        using var process = Start(path);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        output.Wait();
        var complaint = errors.Result.Trim();
        if (process.ExitCode != 0) return complaint.Length > 0 ? complaint : $"exit code {process.ExitCode}";
        return NamesALine().IsMatch(complaint) ? complaint : "";
    }

    private Process Start(string path)
    {
        var start = new ProcessStartInfo(executable)
        {
            ArgumentList = { "--default-settings", path },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw new GnuplotException(
                $"The pictures are drawn by gnuplot, and \"{executable}\" cannot be started ({cause.Message}). Install it: apt-get install gnuplot-nox fonts-dejavu-core", cause);
        }
    }

    /// <summary>Errors and warnings of gnuplot name a line of the script; those of the font libraries, which do no harm, do not.</summary>
    [GeneratedRegex(@"\bline \d+:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamesALine();
}
