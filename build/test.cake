// Test: runs every test project and the short part of the fault suite, then lists what was skipped and why. The last line has the totals.

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

/// <summary>The results of one project. A project that left no report counts as one failure.</summary>
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
    var program = $"tests/{project}/bin/Release/net10.0/{project}.dll";
    var code = Call("dotnet", program, "-noLogo", "-noColor", "-reporter", "quiet", "-xml", report);
    var result = System.IO.File.Exists(report)
        ? ReadReport(project, report, code)
        : new(0, [$"{project} ended with exit code {code} and left no report; its last output is above"], []);
    Console.WriteLine($"{project}: {result} in {watch.Elapsed.TotalSeconds:F0} s");
    return result;
}

/// <summary>Runs the short part of the fault suite, in which each line of the table is a test. The target Faults runs the whole.</summary>
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
        : new(0, [$"Faults ended with exit code {code} and left no table; its last output is above"], []);
    Console.WriteLine($"Faults: {result} in {watch.Elapsed.TotalSeconds:F0} s");
    return result;
}

/// <summary>
/// A line with cases and without a loss has passed. What could not be tried counts as skipped, a whole line or a part of it.
/// </summary>
TestResult ReadTable(string path, int code)
{
    var lines = JsonNode.Parse(System.IO.File.ReadAllText(path)).AsArray();
    List<string> failures =
    [
        .. from line in lines
           let losses = line["losses"].AsArray().Count
           where losses > 0
           select $"Faults: {line["fault"]}: {losses} losses; the cases are above (--seed={line["seed"]})",
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
    var tests = report.Descendants("test").ToLookup(
        test => (string)test.Attribute("result"),
        test => (Name: (string)test.Attribute("name"), Reason: test.Element("reason")?.Value, Failure: test.Element("failure")));
    List<string> failures =
    [
        .. tests["Fail"].Select(test => $"{test.Name}{Reason(test.Failure)}"),
        .. report.Descendants("error").Select(error => $"{project}: {(string)error.Attribute("type")} {(string)error.Attribute("name")}"),
    ];
    if (code != 0 && failures.Count == 0) failures.Add($"{project} ended with exit code {code} though no test failed");
    return new(tests["Pass"].Count(), failures, [.. tests["Skip"].Select(test => $"{test.Name}: {test.Reason}")]);
}

/// <summary>The beginning of a failure's message and of its stack, because what the test wrote is thousands of lines above.</summary>
string Reason(XElement failure)
{
    var lines = Lines("message").Take(20).Concat(Lines("stack-trace").Take(8));
    return string.Concat(lines.Select(line => $"\n    {line.TrimEnd()}"));

    string[] Lines(string part) => ((string)failure?.Element(part) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
