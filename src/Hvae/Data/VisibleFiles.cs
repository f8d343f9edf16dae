// The files of folders and archives that people see. What programs hide beside them is passed over.

namespace Hvae.Data;

/// <summary>Tells which names are looked at.</summary>
internal static class VisibleFiles
{
    /// <summary>What macOS, Windows and network drives put beside files without a dot before its name.</summary>
    private static readonly string[] Companions = ["__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir"];

    /// <summary>On Windows files are hidden by an attribute, elsewhere by a dot before the name.</summary>
    private static readonly EnumerationOptions Seen = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    /// <summary>Returns whether no part of a path is hidden.</summary>
    /// <param name="path">Path inside a folder or an archive, with / or \ between its parts.</param>
    public static bool IsVisible(string path) => !path.Split('/', '\\').Any(part =>
        (part.StartsWith('.') && part is not ("." or "..")) || Companions.Contains(part, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Returns all visible files in a folder and in all folders below it, in the order of their names. A folder that links lead to several
    /// times is entered once.
    /// </summary>
    public static IEnumerable<FileInfo> Below(string folder)
    {
        HashSet<string> entered = [];
        return Files(new(folder));

        IEnumerable<FileInfo> Files(DirectoryInfo directory) => !entered.Add(RealPath(directory.FullName))
            ? []
            : directory.EnumerateFileSystemInfos("*", Seen)
                .Where(entry => IsVisible(entry.Name))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .SelectMany(entry => entry is DirectoryInfo inner ? Files(inner) : [(FileInfo)entry]);
    }

    /// <summary>Returns the path of an existing folder without links in it.</summary>
    private static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var real = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return Directory.ResolveLinkTarget(real, returnFinalTarget: false) is { } target ? RealPath(target.FullName) : real;
    }
}
