// Targets of `hvae-repro`: every table, figure and check. A target that is not one of Cake's own tasks is one of these.

Task("Report")
    .Description("Writes all results of a preset as one page and as Markdown: results/<preset>/report.html and report.md")
    .IsDependentOn("Build")
    .Does(() =>
    {
        var code = Call("dotnet", [Program, "report", .. Options()]);
        if (code != 0) Stop(code);
    });

/// <summary>Adds a task that runs a target of `hvae-repro`, which answers an unknown name with the nearest ones.</summary>
void AddExperiment(string target) => Task(target).IsDependentOn("Build").Does(() =>
{
    var code = Call("dotnet", [Program, "run", target, .. Options()]);
    if (code == WrongUsage)
        Console.Error.WriteLine($"Other targets of dotnet cake: {string.Join(", ", OwnTasks().Select(task => task.Name))}.");
    if (code != 0) Stop(code);
});

/// <summary>Returns Cake's own tasks that users call.</summary>
IEnumerable<ICakeTaskInfo> OwnTasks() => Tasks.Where(task => !string.IsNullOrEmpty(task.Description));

/// <summary>Returns the options that are not meant for Cake, such as --preset=smoke and --offline.</summary>
IEnumerable<string> Options() =>
    from argument in Context.Arguments.GetArguments()
    where argument.Key is not ("target" or "verbosity" or "exclusive" or "no-report")
    let option = (argument.Key.Length == 1 ? "-" : "--") + argument.Key
    from value in argument.Value
    select value is null ? option : $"{option}={value}";
