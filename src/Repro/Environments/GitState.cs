// Which commit the code comes from, and whether it was changed since.

using System.Security.Cryptography;
using System.Text;

namespace Repro.Environments;

/// <summary>The state of a git checkout.</summary>
/// <param name="Commit">Full hash; empty outside a checkout or without git.</param>
/// <param name="Dirty">Whether tracked files differ from the commit or untracked ones lie about.</param>
/// <param name="DiffSha256">SHA-256 of the difference and the names of untracked files; empty when clean.</param>
public sealed record GitState(string Commit, bool Dirty, string DiffSha256)
{
    /// <summary>As facts of an environment record; none outside a checkout.</summary>
    public IEnumerable<KeyValuePair<string, string>> Facts => Commit.Length == 0 ? [] :
    [
        new("commit", Commit), new("dirty", Dirty ? "true" : "false"), new("diff_sha256", DiffSha256),
    ];

    /// <summary>The state of the checkout that <paramref name="folder"/> is in.</summary>
    public static GitState Of(string folder)
    {
        var commit = Ask(folder, "rev-parse", "HEAD");
        if (string.IsNullOrWhiteSpace(commit)) return new("", false, "");
        var status = Ask(folder, "status", "--porcelain") ?? "";
        if (status.Length == 0) return new(commit.Trim(), false, "");
        var difference = status + Ask(folder, "diff", "HEAD", "--no-color", "--no-ext-diff");
        return new(commit.Trim(), true, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(difference))));
    }

    private static string? Ask(string folder, params string[] arguments) => Command.Output("git", ["-C", folder, .. arguments]);
}
