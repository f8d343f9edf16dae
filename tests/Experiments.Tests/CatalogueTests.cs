// Each target is listed once, under the name of its file, and described by the file's first comment.

using System.Runtime.CompilerServices;
using Hvae.Data;
using Xunit;

namespace Experiments.Tests;

public sealed class CatalogueTests
{
    private static readonly string[] Papers = ["Shu22", "Xiao23"];

    [Fact]
    public void Every_file_of_a_paper_is_a_target_with_its_first_comment_as_description()
    {
        var files = Papers
            .Select(paper => (Paper: paper, Folder: Path.Combine(Root(), "experiments", paper)))
            .Where(paper => Directory.Exists(paper.Folder))
            .SelectMany(paper => Directory.EnumerateFiles(paper.Folder, "*.cs").Select(file => (
                Target: $"{paper.Paper}.{Path.GetFileNameWithoutExtension(file)}",
                Description: File.ReadLines(file).First().TrimStart('/', ' '))));
        var targets = Catalogue.Experiments(new DataCatalog(new DataOptions { Folder = "none", CacheFolder = "none" }), "none")
            .Where(experiment => Papers.Any(paper => experiment.Name.StartsWith(paper, StringComparison.Ordinal)))
            .Select(experiment => (Target: experiment.Name, experiment.Description));

        Assert.Equal(files.Order(), targets.Order());
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
