// One target for each table and figure: experiments/<Paper>/<Name>.cs is the target <Paper>.<Name>, and <Name> alone runs
// that of every paper. experiments/Checks/<Name>.cs is the target <Name>. A file's first comment describes it.

/// <summary>A table, figure, study or check.</summary>
record Experiment(string Folder, string Name, string Description)
{
    public bool IsOfPaper => Folder != "Checks";
    public string Target => IsOfPaper ? $"{Folder}.{Name}" : Name;
}

Experiment[] experiments =
[
    .. from folder in new[] { "Shu22", "Xiao23", "Checks" }
       from file in GetFiles($"experiments/{folder}/*.cs").OrderBy(file => InOrder(file.FullPath))
       select new Experiment(folder, file.GetFilenameWithoutExtension().FullPath, System.IO.File.ReadLines(file.FullPath).First().TrimStart('/', ' ').TrimEnd('.')),
];

foreach (var experiment in experiments)
    Task(experiment.Target).Description(experiment.Description).IsDependentOn("Build").Does(() => Reproduce([experiment.Target]));

foreach (var same in experiments.Where(experiment => experiment.IsOfPaper).GroupBy(experiment => experiment.Name))
    Task(same.Key).IsDependentOn("Build").Does(() => Reproduce(same.Select(experiment => experiment.Target)));

Task("All")
    .Description("Every table and figure that there is, one after the other")
    .IsDependentOn("Build")
    .Does(() => Reproduce(experiments.Where(experiment => experiment.IsOfPaper).Select(experiment => experiment.Target)));

/// <summary>Sorts Figure10 behind Figure9.</summary>
string InOrder(string name) => System.Text.RegularExpressions.Regex.Replace(name, @"\d+", digits => digits.Value.PadLeft(3, '0'));

/// <summary>Runs targets of `hvae-repro` one after the other; one that fails does not keep the others from running.</summary>
void Reproduce(IEnumerable<string> targets)
{
    var failures = 0;
    foreach (var target in targets)
    {
        var code = Call("dotnet", [Program, "run", target, .. Options()]);
        if (code == Interrupted) Stop(code);
        if (code != 0 && failures == 0) failures = code;
    }

    if (failures != 0) Stop(failures);
}

/// <summary>What was typed after `dotnet cake`, less what is meant for Cake: --preset=smoke, --offline, …</summary>
IEnumerable<string> Options() =>
    from argument in Context.Arguments.GetArguments()
    where argument.Key is not ("target" or "verbosity" or "exclusive" or "no-report")
    let option = (argument.Key.Length == 1 ? "-" : "--") + argument.Key
    from value in argument.Value
    select value is null ? option : $"{option}={value}";
