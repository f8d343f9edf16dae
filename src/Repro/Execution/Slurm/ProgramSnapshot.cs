// Keeps the program as it was when jobs were submitted, so that later builds do not change what is still in the queue.

using System.Security.Cryptography;
using System.Text;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>Copies of the program's folder, one for each content, shared by the submissions that run it.</summary>
internal static class ProgramSnapshot
{
    private const int HashLetters = 16;

    /// <summary>The folder of the copy; made unless it is there.</summary>
    /// <param name="program">The folder of the program that runs now.</param>
    /// <param name="snapshots">Where copies are kept.</param>
    public static string Take(string program, string snapshots)
    {
        var files = Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories)
            .Select(file => (From: file, Name: Path.GetRelativePath(program, file))).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var folder = Path.Combine(snapshots, HashOf(files)[..HashLetters]);
        if (Directory.Exists(folder)) return folder;
        var half = Path.Combine(snapshots, $".{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(half);
        foreach (var (from, name) in files)
        {
            var to = Path.Combine(half, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }

        Directory.Move(half, folder);
        return folder;
    }

    private static string HashOf(IEnumerable<(string From, string Name)> files)
    {
        var lines = files.Select(file => $"{ResultFile.HashOfFile(file.From)} {file.Name}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
