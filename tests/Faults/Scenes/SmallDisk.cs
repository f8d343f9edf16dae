// A disk of a few megabytes in memory, which can be filled and made read-only. Only root can mount it.

using System.Diagnostics;

namespace Faults.Scenes;

internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string root) => Root = root;

    public string Root { get; }

    private string Filler => Path.Combine(Root, "filler");

    /// <summary>Mounts a disk; returns null and the reason where that is impossible.</summary>
    public static SmallDisk? Mount(int megabytes, out string? reason)
    {
        var root = Directory.CreateTempSubdirectory("faults-disk-").FullName;
        reason = OperatingSystem.IsLinux() ? Do("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "hvae-faults", root)
            : "this system has no tmpfs";
        if (reason is null) return new(root);
        Directory.Delete(root);
        reason = $"a disk cannot be mounted here ({reason})";
        return null;
    }

    /// <summary>Fills the disk up to the last <paramref name="bytes"/> bytes, rounded to pages.</summary>
    public void FillBut(long bytes)
    {
        using var filler = File.Create(Filler);
        var room = new DriveInfo(Root).AvailableFreeSpace;
        var block = new byte[4096];
        for (var left = room - bytes; left > 0; left -= block.Length) filler.Write(block);
    }

    public void Empty() => File.Delete(Filler);

    public void SetReadOnly(bool isReadOnly)
    {
        if (Do("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Root) is { } reason) throw new IOException(reason);
    }

    public void Dispose()
    {
        Do("umount", "-l", Root);
        Directory.Delete(Root);
    }

    private static string? Do(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            return problem.Message;
        }
    }
}
