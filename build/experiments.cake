// Targets of `hvae-repro`: every table, figure and check. A target that is not a task of Cake's own is one of these.

/// <summary>A task that runs a target of `hvae-repro`, which answers a name that it does not know with the nearest ones.</summary>
void AddExperiment(string target) => Task(target).IsDependentOn("Build").Does(() =>
{
    var code = Call("dotnet", [Program, "run", target, .. Options()]);
    if (code == WrongUsage) Console.Error.WriteLine($"Other targets of dotnet cake: {string.Join(", ", OwnTasks().Select(task => task.Name))}.");
    if (code != 0) Stop(code);
});

/// <summary>Cake's own tasks that people call.</summary>
IEnumerable<ICakeTaskInfo> OwnTasks() => Tasks.Where(task => !string.IsNullOrEmpty(task.Description));

/// <summary>What was typed after `dotnet cake`, less what is meant for Cake: --preset=smoke, --offline, …</summary>
IEnumerable<string> Options() =>
    from argument in Context.Arguments.GetArguments()
    where argument.Key is not ("target" or "verbosity" or "exclusive" or "no-report")
    let option = (argument.Key.Length == 1 ? "-" : "--") + argument.Key
    from value in argument.Value
    select value is null ? option : $"{option}={value}";
