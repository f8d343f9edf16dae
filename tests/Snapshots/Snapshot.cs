// Compares a text with the accepted one, which is kept beside the test's source.

using System.Runtime.CompilerServices;

namespace Snapshots;

/// <summary>Snapshot tests with Verify's file conventions.</summary>
public static class Snapshot
{
    /// <summary>
    /// Compares <paramref name="text"/> with <c>Class.Method.verified.txt</c> beside the caller's source file, whose name is taken for the
    /// class's. On a difference it writes <c>Class.Method.received.txt</c> and throws; otherwise it removes that file.
    /// </summary>
    /// <param name="text">Text that the test has made.</param>
    /// <param name="tolerance">Largest difference of numbers in the text. By default they must be equal.</param>
    /// <param name="suffix">Text that distinguishes the cases of a theory: <c>Class.Method_suffix.verified.txt</c>.</param>
    /// <param name="extension">Extension of the file, without a dot.</param>
    /// <param name="source">Path of the caller's source, which the compiler gives.</param>
    /// <param name="method">Name of the caller, which the compiler gives.</param>
    /// <exception cref="SnapshotException">Thrown when the texts differ, or no text was accepted yet.</exception>
    public static void Verify(
        string text, NumericTolerance? tolerance = null, string suffix = "", string extension = "txt",
        [CallerFilePath] string source = "", [CallerMemberName] string method = "")
    {
        var name = Path.GetFileNameWithoutExtension(source) + "." + method + (suffix.Length == 0 ? "" : "_" + suffix);
        var stem = Path.Combine(Path.GetDirectoryName(source)!, name);
        var verified = $"{stem}.verified.{extension}";
        var received = $"{stem}.received.{extension}";
        var normal = Normal(text);
        if (!File.Exists(verified)) Refuse(received, verified, normal, "There is no accepted snapshot yet.", "");
        var accepted = Normal(File.ReadAllText(verified));
        if (TextDifference.Find(accepted, normal, tolerance) is { } difference) Refuse(received, verified, normal, difference, accepted);
        File.Delete(received);
    }

    private static void Refuse(string received, string verified, string text, string difference, string accepted)
    {
        File.WriteAllText(received, text + "\n");
        throw new SnapshotException($"""
            {difference}
            ---- accepted ({verified})
            {accepted}
            ---- received ({received})
            {text}
            ---- to accept:
            mv '{received}' '{verified}'
            """);
    }

    private static string Normal(string text) => text.Replace("\r\n", "\n").TrimEnd('\n');
}

/// <summary>Thrown when a snapshot differs; the message shows both texts and the command that accepts the new one.</summary>
public sealed class SnapshotException(string message) : Exception(message);
