// Each target is listed once, under the name of its file, and described by the file's first comment.

using System.Runtime.CompilerServices;
using Hvae.Data;
using Xunit;

namespace Experiments.Tests;

public sealed class CatalogueTests
{
    /// <summary>Folders of targets, and how the names of their targets begin.</summary>
    private static readonly (string Folder, string Prefix)[] Folders = [("Shu22", "Shu22."), ("Xiao23", "Xiao23."), ("Checks", "")];

    [Fact]
    public void Every_file_of_a_paper_and_every_check_is_a_target_with_its_first_comment_as_description()
    {
        var files = Folders
            .Select(entry => (entry.Prefix, Folder: Path.Combine(Root(), "experiments", entry.Folder)))
            .Where(entry => Directory.Exists(entry.Folder))
            .SelectMany(entry => Directory.EnumerateFiles(entry.Folder, "*.cs").Select(file => (
                Target: $"{entry.Prefix}{Path.GetFileNameWithoutExtension(file)}",
                Description: File.ReadLines(file).First().TrimStart('/', ' '))));
        var targets = Catalogue.Experiments(new DataCatalog(new DataOptions { Folder = "none", CacheFolder = "none" }), "none")
            .Select(experiment => (Target: experiment.Name, experiment.Description));

        Assert.Equal(files.Order(), targets.Order());
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
