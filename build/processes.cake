// How the targets call other programs, and how they end.

using System.Diagnostics;
using System.Runtime.InteropServices;
using IOPath = System.IO.Path;

/// <summary>
/// Runs a program in this terminal and returns its exit code. Ctrl+C reaches it directly and SIGTERM is passed on,
/// so that it can write its checkpoints; this process ends after it.
/// </summary>
int Call(string program, params IEnumerable<string> arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false });
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        Process.Start("kill", ["-TERM", $"{process.Id}"]);
    });
    process.WaitForExit();
    return process.ExitCode;
}

/// <summary>Runs a program without showing anything and returns what it wrote to standard output.</summary>
string Ask(string program, params IEnumerable<string> arguments)
{
    using var process = Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
    process.ErrorDataReceived += (_, _) => { };
    process.BeginErrorReadLine();
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return output;
}

/// <summary>Whether a program of this name is on the PATH.</summary>
bool IsOnPath(string program) =>
    (Environment.GetEnvironmentVariable("PATH") ?? "").Split(IOPath.PathSeparator)
        .Any(folder => System.IO.File.Exists(IOPath.Combine(folder, program)));

// Exit codes, the same as those of `hvae-repro`.
const int Failed = 1;
const int WrongUsage = 2;
const int Interrupted = 130;

/// <summary>Ends the run at once, so that the message is the last line of the output.</summary>
void Stop(int exitCode, string message = null)
{
    if (message is not null) Console.Error.WriteLine(message);
    Environment.Exit(exitCode);
}
