// SIGKILL at random moments of real trainings; weights and metrics equal the uninterrupted ones bit for bit.

using Faults.Report;
using Faults.Scenes;

namespace Faults.Kinds;

internal static class RealKills
{
    private const int KillsPerSweep = 5;
    private const int LongestWait = 8_000;

    public static void Run(Tally tally)
    {
        using var calm = new RealScene();
        calm.Succeed();
        var expected = calm.Outcome();
        var wanted = tally.Extent.Of(20, 1);
        var victims = new Dictionary<string, int>();
        while (tally.Cases < wanted && tally.Losses.Count < wanted)
        {
            using var scene = new RealScene();
            Kills.UntilDone(scene, tally, Math.Min(KillsPerSweep, wanted - tally.Cases), LongestWait, expected, victims);
        }

        tally.Note = string.Join(", ", victims.Select(victim => $"{victim.Value} {victim.Key}"));
    }
}
