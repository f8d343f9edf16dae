// The list of targets that `hvae-repro list` and `dotnet cake` show.

using Experiments.CommandLine;
using Hvae.Data;
using Xunit;

namespace Experiments.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public void Every_target_has_a_name_of_its_own_and_a_sentence_that_describes_it()
    {
        var targets = Catalogue.Experiments(new DataCatalog(new DataOptions { Folder = "none", CacheFolder = "none" }), "none", "none");

        Assert.Distinct(targets.Select(target => target.Name), StringComparer.OrdinalIgnoreCase);
        Assert.All(targets, target => Assert.EndsWith(".", target.Description, StringComparison.Ordinal));
    }
}
