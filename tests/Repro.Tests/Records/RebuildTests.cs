// Records that are rebuilt from artifacts have every whole result, say that they were rebuilt, and never replace the old file.

using Dapper;
using Microsoft.Extensions.Time.Testing;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class RebuildTests : FolderTest
{
    private string Database => folder["results/records.sqlite"];

    private ArtifactStore Store => new(folder["artifacts"]);

    [Fact]
    public void All_whole_results_are_in_the_new_file_and_the_old_one_is_kept()
    {
        var (first, second) = (Toys.Count(1), Toys.Count(2));
        Toys.Run(Store.Root, first, second);
        File.AppendAllText(Path.Combine(Store.FolderOf(second), "sum.txt"), "0");
        Directory.CreateDirectory(folder["results"]);
        File.WriteAllText(Database, "old");
        File.WriteAllText(Database + "-journal", "of the old");

        var rebuilt = Run();

        Assert.Equal(1, rebuilt.Results);
        Assert.Contains("sum.txt was changed", Assert.Single(rebuilt.Damaged));
        Assert.Equal(("old", "of the old"), (File.ReadAllText(rebuilt.Aside!), File.ReadAllText(rebuilt.Aside + "-journal")));
        Assert.Contains("records.sqlite.replaced-20261120T134000Z", rebuilt.Aside);
        using var records = RecordsDatabase.Open(Database);
        Assert.Equal("(rebuilt)|toy|Rebuilt", records.Connection.ExecuteScalar<string>(
            "SELECT concat_ws('|', targets, preset, status) FROM runs JOIN run_ends ON run_id = id"));
        Assert.Equal(CanonicalJson.Write(first.Configuration),
            records.Connection.ExecuteScalar<string>("SELECT configuration FROM jobs WHERE key = @Key", new { first.Key }));
        Assert.Equal(2, records.Connection.ExecuteScalar<long>("SELECT count(*) FROM run_metrics"));
    }

    [Fact]
    public void Done_twice_in_a_second_it_keeps_both_old_files()
    {
        Toys.Run(Store.Root, Toys.Count());

        Assert.Null(Run().Aside);
        Assert.EndsWith("replaced-20261120T134000Z", Run().Aside);
        Assert.EndsWith("replaced-20261120T134000Z-2", Run().Aside);
        Assert.Equal(3, Directory.GetFiles(folder["results"]).Length);
    }

    [Fact]
    public void What_a_killed_rebuild_has_left_is_no_obstacle()
    {
        Toys.Run(Store.Root, Toys.Count());
        Directory.CreateDirectory(folder["results"]);
        File.WriteAllText(Database + ".rebuilding", "half");

        Assert.Equal(1, Run().Results);
        Assert.False(File.Exists(Database + ".rebuilding"));
    }

    [Fact]
    public void Numbers_that_are_not_the_artifacts_are_noticed_though_the_file_is_sound()
    {
        var job = Toys.Count();
        Toys.Run(Store.Root, job);
        Run();
        using var records = RecordsDatabase.Open(Database);
        Assert.True(Ingestion.Agree(records, [Toys.Result(Store.Root, job)]));

        records.Connection.Execute("DROP TRIGGER metrics_keep");
        records.Connection.Execute("UPDATE metrics SET value = value + 1e-9 WHERE name = 'sum'");

        Assert.False(Ingestion.Agree(records, [Toys.Result(Store.Root, job)]));
    }

    private RebuiltRecords Run() => Rebuild.Run(Database, Store, new("toy", []), [new("cpu", "abacus")], new FakeTimeProvider(Toys.Then));
}
