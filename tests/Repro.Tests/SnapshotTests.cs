// Snapshots are compared as documented, and none remains without its test.

using Snapshots;
using Xunit;

namespace Repro.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public void No_snapshot_of_this_project_dangles() => Assert.Empty(DanglingSnapshots.Of(typeof(SnapshotTests).Assembly));

    [Fact]
    public void A_snapshot_without_its_test_is_found()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["SnapshotTests.Gone", "Gone.No_snapshot_of_this_project_dangles",
            "SnapshotTests.A_snapshot_without_its_test_is_found", "SnapshotTests.A_snapshot_without_its_test_is_found_case=1"])
            File.WriteAllText(folder[name + ".verified.txt"], "");

        var dangling = DanglingSnapshots.Of(typeof(SnapshotTests).Assembly, new DirectoryInfo(folder.Path));

        Assert.Equal(["Gone.No_snapshot_of_this_project_dangles.verified.txt", "SnapshotTests.Gone.verified.txt"],
            dangling.Select(Path.GetFileName));
    }

    [Fact]
    public void A_difference_shows_both_sides_and_the_command_that_accepts_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["Case.Test.verified.txt"], "one\ntwo\n");

        var error = Assert.Throws<SnapshotException>(() => Snapshot.Verify("one\nthree", source: folder["Case.cs"], method: "Test"));

        Assert.Contains("Line 2 differs: accepted \"two\", received \"three\".", error.Message);
        Assert.EndsWith($"mv '{folder["Case.Test.received.txt"]}' '{folder["Case.Test.verified.txt"]}'", error.Message.TrimEnd());
        Assert.Equal("one\nthree\n", File.ReadAllText(folder["Case.Test.received.txt"]));
    }

    [Fact]
    public void What_was_received_before_is_removed_when_the_texts_agree()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["Case.Test.verified.txt"], "one\r\n");
        File.WriteAllText(folder["Case.Test.received.txt"], "old");

        Snapshot.Verify("one", source: folder["Case.cs"], method: "Test");

        Assert.False(File.Exists(folder["Case.Test.received.txt"]));
    }

    [Fact]
    public void A_first_snapshot_is_not_accepted_by_itself()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<SnapshotException>(() => Snapshot.Verify("one", source: folder["Case.cs"], method: "Test"));
        Assert.True(File.Exists(folder["Case.Test.received.txt"]));
    }

    [Theory]
    [InlineData("rate 1.0000001 nats", "rate 1.0000002 nats", true)]
    [InlineData("rate 1.0001 nats", "rate 1.0002 nats", false)]
    [InlineData("| 9.9999999 |", "|  10.0000 |", true)]
    [InlineData("commit 12345a", "commit 12345b", false)]
    [InlineData("rate 1 nats", "rate 1 bits", false)]
    [InlineData("1 2", "1", false)]
    [InlineData("-3e-2", "-0.03", true)]
    [InlineData("3", "-3", false)]
    public void Numbers_are_compared_with_the_tolerance_and_text_is_not(string accepted, string received, bool agree) =>
        Assert.Equal(agree, TextDifference.Find(accepted, received, new NumericTolerance(Relative: 1e-6)) is null);
}
