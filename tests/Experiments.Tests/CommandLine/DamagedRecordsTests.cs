// The commands that read records never end with an internal error, however a file of records is damaged.

using System.CommandLine;
using Dapper;
using Experiments.CommandLine;
using Microsoft.Data.Sqlite;
using Repro.Records;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class DamagedRecordsTests : IDisposable
{
    private const int Flips = 12;

    /// <summary>What damage can make of a value: bytes, a number that is none, another number, and a text.</summary>
    private static readonly string[] Values = ["x'6300'", "9e999", "-3", "'much'"];

    private readonly string folder = Directory.CreateTempSubdirectory("damaged-records-").FullName;
    private readonly TextWriter output = Console.Out;

    private string Intact => Path.Combine(folder, "intact", "smoke", RecordsDatabase.FileName);

    private string Damaged => Path.Combine(folder, "damaged", "smoke", RecordsDatabase.FileName);

    private string[][] Lines =>
    [
        ["claims", .. Where], ["claims", "B4", "--json", .. Where],
        ["records", "rates", .. Where], ["records", "costs", "--json", .. Where],
        ["records", "--claim", "B4", .. Where], ["compare", Path.GetDirectoryName(Damaged)!, Path.GetDirectoryName(Intact)!],
        ["export", "--format", "json", .. Where], ["export", "--out", Path.Combine(folder, "out"), .. Where],
        ["report", "--out", Path.Combine(folder, "page.html"), .. Where],
    ];

    private string[] Where => ["--preset", "smoke", "--results", Path.Combine(folder, "damaged")];

    public DamagedRecordsTests()
    {
        using (var records = RecordsDatabase.Open(Intact))
        {
            var run = RecordsCommandTests.Record(records);
            run.Table("Xiao23.Figure3", new() { Name = "T", Caption = "C", Columns = [new("a")], Rows = [[1L], [2.5]] }, "T.csv", "T.md");
            run.Figure("Xiao23.Figure3", new() { Name = "F", Title = "T", Caption = "C", Panels = [] }, [Intact]);
            run.Notes("Xiao23.Figure3", ["a note"]);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Damaged)!);
        Console.SetOut(TextWriter.Null);
    }

    public void Dispose()
    {
        Console.SetOut(output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_value_of_any_column_may_be_of_another_type()
    {
        var columns = Columns();
        foreach (var (at, (table, column)) in columns.Index())
        {
            var value = Values[at % Values.Length];
            File.Copy(Intact, Damaged, overwrite: true);
            Damage(table, column, value);
            Ask(Lines[at % Lines.Length], $"{table}.{column} = {value}");
        }

        Assert.InRange(columns.Count, 80, int.MaxValue);
    }

    [Fact]
    public void Any_bit_may_be_another()
    {
        var random = new Random(16);
        for (var number = 0; number < Flips; number++)
        {
            var content = File.ReadAllBytes(Intact);
            var (at, bit) = (random.Next(content.Length), random.Next(8));
            content[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(Damaged, content);
            foreach (var line in Lines) Ask(line, $"bit {bit} of byte {at}");
        }
    }

    /// <summary>Runs a command, which has an answer or says that the records are damaged and how to mend them.</summary>
    private static void Ask(string[] line, string damage)
    {
        try
        {
            Commands.Root().Parse(line).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception problem) when (problem is RecordsException or UnknownNameException)
        {
            Assert.True(problem is not RecordsDamagedException || problem.Message.Contains("hvae-repro rebuild"), problem.Message);
        }
        catch (Exception problem)
        {
            Assert.Fail($"{string.Join(' ', line)} after {damage}: {problem}");
        }
    }

    private List<(string Table, string Column)> Columns()
    {
        using var records = Connection(Intact);
        return [.. records.Query<(string, string)>("""
            SELECT tables.name, columns.name FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.type = 'table' AND NOT (columns.type = 'INTEGER' AND columns.pk = 1
                AND (SELECT max(pk) FROM pragma_table_info(tables.name)) = 1) -- SQLite itself refuses other types there.
            ORDER BY tables.name, columns.cid
            """)];
    }

    /// <summary>Changes a value of all rows of a table as damage would, without the triggers and constraints that forbid it.</summary>
    private void Damage(string table, string column, string value)
    {
        using var records = Connection(Damaged);
        var trigger = records.ExecuteScalar<string>("SELECT sql FROM sqlite_master WHERE name = @name", new { name = $"{table}_keep" });
        records.Execute($"""
            PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0;
            DROP TRIGGER {table}_keep; UPDATE OR IGNORE {table} SET {column} = {value}; {trigger}
            """);
    }

    private static SqliteConnection Connection(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
