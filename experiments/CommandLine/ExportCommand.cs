// `hvae-repro export`: tables and claims of the records as CSV, JSON, Markdown or LaTeX.

using System.CommandLine;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Makes the command export.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string[]> Names = new("target")
    {
        Description = "Targets (Xiao23.Figure8) or single tables (Xiao23.Figure8.models); all of the records by default",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<TableFormat> Format = new("--format", "-f")
    {
        Description = "csv, json, markdown or latex (default: csv)",
        HelpName = "FORMAT",
    };

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Folder in which each table gets a file of its own (default: standard output)",
        HelpName = "DIR",
    };

    /// <summary>Makes `export`, which writes the latest tables and claims of the records.</summary>
    public static Command Make()
    {
        var command = new Command("export", "Write the latest tables and claims of the records as CSV, JSON, Markdown or LaTeX")
        {
            Names, Format, Out, Options.Preset, Options.Results,
        };
        command.SetAction(parsed =>
        {
            var path = Path.Combine(Options.Settings(parsed).PresetResults, RecordsDatabase.FileName);
            var recorded = RecordedTables.In(path);
            var asked = parsed.GetValue(Names)!;
            foreach (var name in asked.Where(name => !recorded.Any(table => IsOf(table, name))))
            {
                var known = recorded.SelectMany(table => new[] { table.Target, table.Table.Name });
                Console.Error.WriteLine($"The records {path} have no table of '{name}'.{NearestNames.Suggest(name, known)}");
                return ExitCode.WrongUsage;
            }

            var chosen = recorded.Where(table => asked.Length == 0 || asked.Any(name => IsOf(table, name)));
            return Write([.. chosen.Select(each => each.Table)], parsed.GetValue(Format), parsed.GetValue(Out));
        });
        return command;
    }

    private static bool IsOf(RecordedTable table, string name) => new[] { table.Target, table.Table.Name }
        .Any(own => own.Equals(name, StringComparison.OrdinalIgnoreCase) || own.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase));

    private static int Write(IReadOnlyList<Table> tables, TableFormat format, string? folder)
    {
        if (folder is not null)
        {
            foreach (var table in tables)
            {
                var path = Path.Combine(folder, $"{table.Name}.{TableFormats.Extension(format)}");
                AtomicFile.WriteText(path, TableFormats.Write(format, [table]));
                Console.WriteLine(path);
            }

            return ExitCode.Success;
        }

        if (format == TableFormat.Csv && tables.Count > 1)
        {
            Console.Error.WriteLine(
                $"A CSV holds one table, and these are {tables.Count}: {string.Join(", ", tables.Select(table => table.Name))}. "
                + "Name one of them, or give a folder for all by --out DIR.");
            return ExitCode.WrongUsage;
        }

        Console.Write(TableFormats.Write(format, tables));
        return ExitCode.Success;
    }
}
