// The list of targets, and the choice of one.

Task("Default")
    .IsDependentOn("Build")
    .Does(() =>
    {
        const string Some =
            "[--preset=NAME|FILE] [--data=DIR] [--offline] [--stand-ins] [--workers=N] [--force] [--retrain] [--accept-code]";
        Console.WriteLine($"dotnet cake --target=NAME {Some}\n");
        foreach (var task in OwnTasks()) Console.WriteLine($"  {task.Name,-22} {task.Description}");
        Console.WriteLine("  All                    Every table and figure, one after another\n");
        var code = Call("dotnet", Program, "list");
        Console.WriteLine("\nWithout the name of a paper, as in Figure8, a target runs for every paper that has it.");
        Console.WriteLine("docs/presets.md shows how to write a preset.");
        if (code != 0) Stop(code);
    });

/// <summary>Returns the name of the task to run: one of Cake's own, or one made for a target of `hvae-repro`.</summary>
string Chosen(string target)
{
    var options = Options().ToList();
    if (options.Count > 0 && !HasArgument("target"))
        Stop(WrongUsage, $"{string.Join(", ", options)} does not name a target. Add --target=NAME. `dotnet cake` lists all targets.");
    if (!Tasks.Any(task => task.Name.Equals(target, StringComparison.OrdinalIgnoreCase))) AddExperiment(target);
    return target;
}
