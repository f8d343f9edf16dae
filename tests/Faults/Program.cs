// The fault suite: `Faults [--brief] [--only NAME] [--seed N] [--share X] [--out DIR] [--list]`. Its exit code is 0 when nothing was lost.

using System.CommandLine;
using Faults;
using Faults.Report;
using Faults.Scale;

if (args is ["measure", ..]) return Measured.Run(args[1..]);

var brief = new Option<bool>("--brief") { Description = "Runs the short part, which the target Test includes" };
var only = new Option<string?>("--only") { Description = "Runs only the kinds of fault whose names contain this" };
var seed = new Option<int>("--seed")
{
    Description = "Seed of all random choices (default: a new one each time, which is printed)",
    DefaultValueFactory = _ => Random.Shared.Next(1, 1_000_000),
};
var share = new Option<double>("--share")
{
    Description = "Factor by which the number of cases is multiplied",
    DefaultValueFactory = _ => 1,
};
var output = new Option<string?>("--out") { Description = "Folder in which the table is written" };
var list = new Option<bool>("--list") { Description = "Lists the kinds of fault" };
var root = new RootCommand("Injects faults and counts what is lost.") { brief, only, seed, share, output, list };
root.SetAction(parsed =>
{
    var extent = new Extent(parsed.GetValue(brief), parsed.GetValue(share));
    var kinds = FaultKind.All.Where(kind => kind.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)
        && (!extent.IsBrief || kind.IsInBrief)).ToList();
    if (parsed.GetValue(list) || kinds.Count == 0)
    {
        foreach (var kind in FaultKind.All) Console.WriteLine($"{kind.Name}: {kind.Meaning}");
        return kinds.Count == 0 ? 2 : 0;
    }

    var tallies = new List<Tally>();
    foreach (var kind in kinds)
    {
        var tally = new Tally(kind.Name, parsed.GetValue(seed), extent);
        tally.Run(kind.Run);
        var remarks = FaultTable.Remarks(tally);
        var counts = $"{tally.Cases} cases, {tally.Losses.Count} losses in {tally.Total.TotalSeconds:F1} s";
        Console.WriteLine($"{kind.Name}: {counts}{(remarks.Length == 0 ? "" : $" ({remarks})")}");
        tallies.Add(tally);
        if (parsed.GetValue(output) is { } folder)
            FaultTable.Write(folder, tallies,
                $"{DateTimeOffset.UtcNow:u}; seed {parsed.GetValue(seed)}; {Environment.ProcessorCount} processors.");
    }

    Console.WriteLine();
    Console.Write(FaultTable.Text(tallies));
    return tallies.All(tally => tally.Losses.Count == 0) ? 0 : 1;
});
return root.Parse(args).Invoke();
