// One target for each table and figure. An experiment is a file experiments/<Paper>/<Name>.cs: its target is
// <Paper>.<Name>, <Name> alone runs that of every paper, and the file's first comment describes it.

/// <summary>A table, figure or study of a paper.</summary>
record Experiment(string Paper, string Name, string Description)
{
    public string Target => $"{Paper}.{Name}";
}

Experiment[] experiments =
[
    .. from paper in new[] { "Shu22", "Xiao23" }
       from file in GetFiles($"experiments/{paper}/*.cs")
       let name = file.GetFilenameWithoutExtension().FullPath
       orderby paper, System.Text.RegularExpressions.Regex.Replace(name, @"\d+", digits => digits.Value.PadLeft(3, '0'))
       select new Experiment(paper, name, System.IO.File.ReadLines(file.FullPath).First().TrimStart('/', ' ')),
];

foreach (var experiment in experiments)
    Task(experiment.Target).Description(experiment.Description).IsDependentOn("Build").Does(() => Reproduce([experiment.Target]));

foreach (var same in experiments.GroupBy(experiment => experiment.Name))
    Task(same.Key).IsDependentOn("Build").Does(() => Reproduce(same.Select(experiment => experiment.Target)));

Task("Fidelity")
    .Description("Holds our models and training against numbers computed with the papers' public code")
    .IsDependentOn("Build")
    .Does(() => Reproduce(["Fidelity"]));

Task("All")
    .Description("Every table and figure that there is, one after the other")
    .IsDependentOn("Build")
    .Does(() => Reproduce(experiments.Select(experiment => experiment.Target)));

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
    from value in argument.Value
    select value is null ? $"--{argument.Key}" : $"--{argument.Key}={value}";

/// <summary>The exit code of `hvae-repro` after Ctrl+C.</summary>
const int Interrupted = 130;
