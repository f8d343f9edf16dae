// Nightly: everything that can show that something has moved. Each night is kept in results/local/nights/<date>.

const string NightsFolder = "results/local/nights";
const string NightlyPreset = "smoke";

Task("Nightly")
    .Description("Builds, tests, runs all targets at smoke, verifies committed results, measures, injects faults, compares with the night "
        + "before; --steps=a,b --share=X")
    .Does(() =>
    {
        var night = IOPath.Combine(NightsFolder, Argument("date", DateTime.UtcNow.ToString("yyyy-MM-dd")));
        (string Name, Func<int> Run)[] steps =
        [
            ("build", () => RunTask("Build")),
            ("test", () => RunTask("Test")),
            // The artifacts are kept, so that `compare` can name the sources that changed; --force computes everything again.
            ("smoke", () => HvaeRepro(
                "run", "All", "--force", "--artifacts", "artifacts/nightly", "--preset", NightlyPreset, "--results", night)),
            ("verify", () => HvaeRepro(
                "run", "Verify", "--artifacts", "artifacts/nightly", "--preset", "reference", "--results", night)),
            ("bench", () => Kept("Bench", BenchFolder, night)),
            ("faults", () => Kept("Faults", FaultsFolder, night, Given("share"))),
            ("compare", () => Compared(night, $"{NightlyPreset}/records.sqlite", (was, now) => HvaeRepro("compare", was, now))),
            ("ratios", () => Compared(night, "bench/latest.json", (was, now) => Call("dotnet", BenchProgram, "compare", was, now))),
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

        Console.WriteLine($"\nThe night is in {night}.");
        foreach (var (name, code, time) in ends)
            Console.WriteLine($"  {name,-8} {(code == 0 ? "ok" : $"exit code {code}"),-13} {time.TotalMinutes,5:F1} min");
        if (ends.Any(end => end.Code == Interrupted)) Stop(Interrupted);
        if (ends.Any(end => end.Code != 0)) Stop(Failed);
    });

/// <summary>Runs a task in a process of its own, so that the night goes on when it fails.</summary>
int RunTask(string target, params IEnumerable<string> options) => Call("dotnet", ["cake", $"--target={target}", .. options]);

/// <summary>Runs `hvae-repro`. The targets read the data that --data or HVAE_DATA names.</summary>
int HvaeRepro(string command, params IEnumerable<string> arguments)
{
    return Call("dotnet", [Program, command, .. arguments, .. command == "run" ? Given("data") : []]);
}

/// <summary>Returns an option as it was given; nothing where it was not.</summary>
string[] Given(string option) => HasArgument(option) ? [$"--{option}={Argument<string>(option)}"] : [];

/// <summary>Runs a task and copies what it has written to the night, but not what an earlier run has left.</summary>
int Kept(string target, string folder, string night, params IEnumerable<string> options)
{
    var start = DateTime.UtcNow;
    var code = RunTask(target, options);
    if (!System.IO.Directory.Exists(folder)) return code;
    var kept = System.IO.Directory.CreateDirectory(IOPath.Combine(night, target.ToLowerInvariant())).FullName;
    foreach (var file in System.IO.Directory.EnumerateFiles(folder).Where(file => System.IO.File.GetLastWriteTimeUtc(file) >= start))
        System.IO.File.Copy(file, IOPath.Combine(kept, IOPath.GetFileName(file)), overwrite: true);
    return code;
}

/// <summary>Compares a file of the night with that of the last night before it that has one. The comparison takes their folders.</summary>
int Compared(string night, string file, Func<string, string, int> compare)
{
    var now = IOPath.Combine(night, file);
    System.IO.Directory.CreateDirectory(NightsFolder);
    var before = System.IO.Directory.EnumerateDirectories(NightsFolder)
        .Where(folder => string.CompareOrdinal(IOPath.GetFileName(folder), IOPath.GetFileName(night)) < 0
            && System.IO.File.Exists(IOPath.Combine(folder, file)))
        .Max(StringComparer.Ordinal);
    if (before is not null && System.IO.File.Exists(now))
        return compare(IOPath.GetDirectoryName(IOPath.Combine(before, file)), IOPath.GetDirectoryName(now));
    Console.WriteLine($"Nothing to compare: there is no {(before is null ? $"earlier night with {file} in {NightsFolder}" : now)}.");
    return 0;
}
