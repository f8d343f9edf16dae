// Lines fit a screen. Every build checks the white space (.editorconfig), but no analyzer the length of lines.

using Experiments.Tests.CommandLine;
using Xunit;

namespace Experiments.Tests;

public sealed class LayoutTests
{
    private const int MostColumns = 140;

    [Fact]
    public void No_line_is_too_long()
    {
        var lines =
            from folder in new[] { "build", "experiments", "src", "tests" }
            from file in Directory.EnumerateFiles(Path.Combine(DocumentedCommandsTests.Root, folder), "*", SearchOption.AllDirectories)
            where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cake", StringComparison.Ordinal)
            let name = Path.GetRelativePath(DocumentedCommandsTests.Root, file)
            where !name.Split(Path.DirectorySeparatorChar).Contains("obj")
            from line in File.ReadLines(file).Index()
            where line.Item.Length > MostColumns
            select $"{name}:{line.Index + 1} has {line.Item.Length} columns";

        Assert.Equal("", string.Join('\n', lines));
    }
}
