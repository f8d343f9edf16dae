// The file of decoded images is removed, renamed, cut or overwritten while workers read it.
// Jobs continue or fail with a message that names the file, and the next run succeeds.

using Faults.Report;
using Faults.Scenes;

namespace Faults.Kinds;

internal static class DataLost
{
    public static void Run(Tally tally)
    {
        using var undisturbed = new RealScene();
        undisturbed.Succeed();
        var expected = undisturbed.Outcome();
        (string Name, Action<string> Fault)[] faults =
        [
            ("removed", File.Delete),
            ("renamed", path => File.Move(path, path + ".old")),
            ("cut", path => { using var file = OpenBesideReaders(path); file.SetLength(file.Length / 2); }),
            ("emptied", path => { using var file = OpenBesideReaders(path); file.SetLength(0); }),
            ("overwritten", path => { using var file = OpenBesideReaders(path); file.Position = 5000; file.Write(new byte[4096]); }),
        ];
        for (var number = 0; number < tally.Extent.Of(2 * faults.Length, 1); number++)
        {
            var (name, fault) = faults[number % faults.Length];
            tally.Case($"{name} (case {number})", () => Check(expected, fault, tally.Random.Next(2000)));
        }
    }

    /// <summary>Opens the file as other programs do, without asking for the lock that .NET's readers hold.</summary>
    private static FileStream OpenBesideReaders(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private static void Check(string expected, Action<string> fault, int wait)
    {
        using var scene = new RealScene();
        using (var running = scene.Start())
        {
            while (!scene.Files("checkpoint.safetensors").Any() && !running.HasExited) Thread.Sleep(20);
            Thread.Sleep(wait);
            var images = scene.Files("*.images").Single();
            fault(images);
            var ended = running.Wait();
            LossException.Unless(ended.Code == 0 || ended.Code == 3 && ended.Text.Contains(images, StringComparison.Ordinal),
                $"no clear message (code {ended.Code}): {ended.Text}");
        }

        scene.Succeed();
        LossException.Unless(expected, scene.Outcome(), "the outcome differs");
    }
}
