// No snapshot outlives its test.

using Snapshots;
using Xunit;

namespace Experiments.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public void Every_snapshot_has_its_test() => Assert.Empty(DanglingSnapshots.Of(typeof(SnapshotTests).Assembly));
}
