// Nightly: everything that can show that something has moved. Each night is kept in results/local/nights/<date>.

const string NightsFolder = "results/local/nights";
const string NightlyPreset = "smoke";

Task("Nightly")
    .Description("Builds, tests, runs all targets at smoke, measures, injects faults, compares with the night before; --steps=a,b")
    .Does(() =>
    {
        var night = IOPath.Combine(NightsFolder, Argument("date", DateTime.UtcNow.ToString("yyyy-MM-dd")));
        var before = System.IO.Directory.Exists(NightsFolder)
            ? System.IO.Directory.EnumerateDirectories(NightsFolder)
                .Where(folder => string.CompareOrdinal(IOPath.GetFileName(folder), IOPath.GetFileName(night)) < 0
                    && System.IO.File.Exists(IOPath.Combine(folder, NightlyPreset, "records.sqlite")))
                .Max(StringComparer.Ordinal)
            : null;
        (string Name, Func<int> Run)[] steps =
        [
            ("build", () => RunTask("Build")),
            ("test", () => RunTask("Test")),
            // The artifacts are kept, so that `compare` can name the sources that changed; --force computes everything again.
            ("smoke", () => HvaeRepro(
                "run", "All", "--force", "--artifacts", "artifacts/nightly", "--preset", NightlyPreset, "--results", night)),
            ("bench", () => Kept("Bench", BenchFolder, night)),
            ("faults", () => Kept("Faults", FaultsFolder, night)),
            ("compare", () => before is null ? NothingBefore() : HvaeRepro(
                "compare", IOPath.Combine(before, NightlyPreset), IOPath.Combine(night, NightlyPreset))),
            ("report", () => HvaeRepro("report", "--preset", NightlyPreset, "--results", night)),
        ];
        var asked = Argument("steps", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(steps.Select(step => step.Name)).FirstOrDefault() is { } unknown)
            Stop(WrongUsage, $"There is no step '{unknown}'. Steps are {string.Join(", ", steps.Select(step => step.Name))}.");

        var ends = new List<(string Name, int Code, TimeSpan Time)>();
        foreach (var (name, run) in steps.Where(step => asked.Length == 0 || asked.Contains(step.Name)))
        {
            Console.WriteLine($"\n== {name}");
            var watch = Stopwatch.StartNew();
            var code = run();
            ends.Add((name, code, watch.Elapsed));
            if (code == Interrupted) break;
        }

        Console.WriteLine($"\nThe night is in {night}{(before is null ? "" : $", the one before in {before}")}.");
        foreach (var (name, code, time) in ends)
            Console.WriteLine($"  {name,-8} {(code == 0 ? "ok" : $"exit code {code}"),-13} {time.TotalMinutes,5:F1} min");
        if (ends.Any(end => end.Code == Interrupted)) Stop(Interrupted);
        if (ends.Any(end => end.Code != 0)) Stop(Failed);
    });

/// <summary>Runs a task in a process of its own, so that the night goes on when it fails.</summary>
int RunTask(string target) => Call("dotnet", "cake", $"--target={target}");

/// <summary>Runs `hvae-repro`. The targets read the data that --data or HVAE_DATA names.</summary>
int HvaeRepro(string command, params IEnumerable<string> arguments)
{
    var data = command == "run" && HasArgument("data") ? new[] { $"--data={Argument<string>("data")}" } : [];
    return Call("dotnet", [Program, command, .. arguments, .. data]);
}

/// <summary>Runs a task and copies what it has measured to the night.</summary>
int Kept(string target, string folder, string night)
{
    var code = RunTask(target);
    if (System.IO.Directory.Exists(folder)) CopyDirectory(folder, IOPath.Combine(night, target.ToLowerInvariant()));
    return code;
}

int NothingBefore()
{
    Console.WriteLine($"There is no earlier night in {NightsFolder} to compare with.");
    return 0;
}
