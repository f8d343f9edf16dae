// The list of targets, and the answer to one that does not exist.

Task("Default")
    .Description("Lists the targets")
    .Does(() =>
    {
        var strays = Options().ToList();
        if (strays.Count > 0 && !HasArgument("target")) Stop(WrongUsage, $"{string.Join(", ", strays)} says no target; type --target=NAME. `dotnet cake` lists all.");
        Console.WriteLine("dotnet cake --target=NAME [--preset=smoke|quick|desk|paper] [--data=DIR] [--offline] [--workers=N] [--force]\n");
        var described = Tasks.Where(task => !string.IsNullOrEmpty(task.Description)).ToList();
        var width = described.Max(task => task.Name.Length);
        foreach (var task in described) Console.WriteLine($"  {task.Name.PadRight(width)}  {task.Description}");
        Console.WriteLine("\nWithout the paper's name (Figure8) a table or figure is made for every paper that has it.");
    });

/// <summary>The target itself, if there is one of this name; else ends the run with the nearest names.</summary>
string KnownTarget(string target)
{
    if (Tasks.Any(task => task.Name.Equals(target, StringComparison.OrdinalIgnoreCase))) return target;
    var nearest = Tasks.Select(task => (task.Name, Distance: Math.Min(Edits(target, task.Name), Edits(target, task.Name.Split('.').Last()))))
        .Where(candidate => candidate.Distance <= Math.Max(2, target.Length / 3))
        .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name.Length)
        .Take(3).Select(candidate => candidate.Name).ToList();
    var suggestion = nearest.Count > 0 ? $" Did you mean {string.Join(", ", nearest)}?" : "";
    Stop(WrongUsage, $"Unknown target '{target}'.{suggestion} `dotnet cake` lists all.");
    return null;
}

/// <summary>How many letters must be inserted, deleted or replaced to make one word of another (Levenshtein), whatever their case.</summary>
int Edits(string from, string to)
{
    var row = Enumerable.Range(0, to.Length + 1).ToArray();
    for (var i = 1; i <= from.Length; i++)
    {
        var diagonal = row[0];
        row[0] = i;
        for (var j = 1; j <= to.Length; j++)
        {
            var replace = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
        }
    }

    return row[to.Length];
}
