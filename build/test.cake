// Test: every test project and the short part of the fault suite, then what was skipped and why, and the totals as the last line.

using System.Text.Json.Nodes;
using System.Xml.Linq;

Task("Test")
    .Description("Builds everything, runs all tests, ends with the line \"N passed, N failed, N skipped\"")
    .IsDependentOn("SetupTests")
    .Does(() =>
    {
        Compile("HvaeRepro.sln");
        var projects = GetFiles("tests/*.Tests/*.csproj").Select(project => project.GetFilenameWithoutExtension().FullPath).Order();
        var results = projects.Select(RunTests).Append(RunFaultsBriefly()).ToList();
        var total = new TestResult(
            results.Sum(result => result.Passed),
            [.. results.SelectMany(result => result.Failures)],
            [.. results.SelectMany(result => result.SkipReasons)]);

        Console.WriteLine();
        foreach (var reason in total.SkipReasons) Console.WriteLine($"skipped: {reason}");
        foreach (var failure in total.Failures) Console.WriteLine($"failed: {failure}");
        if (total.Passed == 0) Console.WriteLine("No test passed, so nothing was tested.");
        Console.WriteLine(total);
        if (total.Failures.Count > 0 || total.Passed == 0) Stop(Failed);
    });

/// <summary>What the tests of one project came to. A project that died counts as one failure.</summary>
record TestResult(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> SkipReasons)
{
    public override string ToString() => $"{Passed} passed, {Failures.Count} failed, {SkipReasons.Count} skipped";
}

TestResult RunTests(string project)
{
    Console.WriteLine($"{project} …");
    var watch = Stopwatch.StartNew();
    var report = IOPath.GetFullPath($"tests/{project}/obj/report.xml");
    System.IO.File.Delete(report);
    var code = Call("dotnet", $"tests/{project}/bin/Release/net10.0/{project}.dll", "-noLogo", "-noColor", "-reporter", "quiet", "-xml", report);
    var result = System.IO.File.Exists(report)
        ? ReadReport(project, report, code)
        : new(0, [$"{project} ended with exit code {code} and left no report; its last output stands above"], []);
    Console.WriteLine($"{project}: {result} in {watch.Elapsed.TotalSeconds:F0} s");
    return result;
}

/// <summary>The short part of the fault suite, each line of its table a test; the whole is the target Faults.</summary>
TestResult RunFaultsBriefly()
{
    Console.WriteLine("Faults, the short part …");
    var watch = Stopwatch.StartNew();
    var folder = IOPath.GetFullPath("tests/Faults/obj");
    var table = IOPath.Combine(folder, "faults.json");
    System.IO.File.Delete(table);
    var code = Call("dotnet", FaultSuite, "--brief", "--out", folder);
    var result = System.IO.File.Exists(table)
        ? ReadTable(table, code)
        : new(0, [$"Faults ended with exit code {code} and left no table; its last output stands above"], []);
    Console.WriteLine($"Faults: {result} in {watch.Elapsed.TotalSeconds:F0} s");
    return result;
}

/// <summary>A line without a loss has passed unless it has no case; what could not be tried is skipped, be it a whole line or a part of one.</summary>
TestResult ReadTable(string path, int code)
{
    var lines = JsonNode.Parse(System.IO.File.ReadAllText(path)).AsArray();
    List<string> failures =
    [
        .. lines.Where(line => line["losses"].AsArray().Count > 0).Select(line => $"Faults: {line["fault"]}: {line["losses"].AsArray().Count} losses; the cases stand above (--seed={line["seed"]})"),
    ];
    if (code != 0 && failures.Count == 0) failures.Add($"Faults ended with exit code {code} though nothing was lost");
    return new(
        lines.Count(line => line["losses"].AsArray().Count == 0 && (int)line["cases"] > 0),
        failures,
        [.. lines.Where(line => line["skipped"] is not null).Select(line => $"Faults: {line["fault"]}: {line["skipped"]}")]);
}

TestResult ReadReport(string project, string path, int code)
{
    var report = XDocument.Load(path);
    var tests = report.Descendants("test").ToLookup(test => (string)test.Attribute("result"), test => (Name: (string)test.Attribute("name"), Reason: test.Element("reason")?.Value));
    List<string> failures =
    [
        .. tests["Fail"].Select(test => test.Name),
        .. report.Descendants("error").Select(error => $"{project}: {(string)error.Attribute("type")} {(string)error.Attribute("name")}"),
    ];
    if (code != 0 && failures.Count == 0) failures.Add($"{project} ended with exit code {code} though no test failed");
    return new(tests["Pass"].Count(), failures, [.. tests["Skip"].Select(test => $"{test.Name}: {test.Reason}")]);
}
