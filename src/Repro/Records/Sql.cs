// Short ways to say the few things that are said to SQLite.

using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Repro.Records;

internal static class Sql
{
    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, Statement>> Statements = [];
    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, SqliteCommand>> Questions = [];

    /// <summary>Runs statements without values.</summary>
    public static void Run(this SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement; <c>$1</c>, <c>$2</c> … stand for <paramref name="values"/>.</summary>
    public static void Run(this SqliteConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        var known = Statements.GetValue(connection, _ => new(StringComparer.Ordinal));
        if (!known.TryGetValue(text, out var statement)) known[text] = statement = new(connection, text);
        statement.Run(values);
    }

    /// <summary>Frees what was compiled, without which SQLite keeps the file open.</summary>
    public static void Release(this SqliteConnection connection)
    {
        if (!Statements.TryGetValue(connection, out var known)) return;
        foreach (var statement in known.Values) statement.Dispose();
        Statements.Remove(connection);
    }

    /// <summary>The first value of the first row.</summary>
    public static T? Value<T>(this SqliteConnection connection, string text, params object?[] values) =>
        Command(connection, text, values).ExecuteScalar() is T value ? value : default;

    /// <summary>All rows, and the columns' names before them.</summary>
    public static (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows) Query(this SqliteConnection connection, string text, params object?[] values)
    {
        var rows = new List<IReadOnlyList<object?>>();
        connection.Rows(text, rows.Add, values);
        return (connection.Columns(text, values), rows);
    }

    /// <summary>The columns' names.</summary>
    public static IReadOnlyList<string> Columns(this SqliteConnection connection, string text, params object?[] values)
    {
        using var reader = Command(connection, text, values).ExecuteReader();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>Hands over one row after the other, so that not all need be in memory.</summary>
    public static void Rows(this SqliteConnection connection, string text, Action<IReadOnlyList<object?>> take, params object?[] values)
    {
        using var reader = Command(connection, text, values).ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var at = 0; at < row.Length; at++) row[at] = reader.IsDBNull(at) ? null : reader.GetValue(at);
            take(row);
        }
    }

    /// <summary>Inserts a row and returns its id.</summary>
    public static long Insert(this SqliteConnection connection, string table, params ReadOnlySpan<(string Column, object? Value)> row)
    {
        connection.Insert(table, "", row);
        return SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
    }

    /// <summary>Inserts a row unless one with these values in <paramref name="unique"/> is there; then null, else its id.</summary>
    public static long? InsertUnlessThere(this SqliteConnection connection, string table, string unique, params ReadOnlySpan<(string Column, object? Value)> row)
    {
        connection.Insert(table, $" ON CONFLICT ({unique}) DO NOTHING", row);
        return SQLitePCL.raw.sqlite3_changes(connection.Handle) == 0 ? null : SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
    }

    private static void Insert(this SqliteConnection connection, string table, string otherwise, ReadOnlySpan<(string Column, object? Value)> row)
    {
        var text = new StringBuilder("INSERT INTO ").Append(table).Append(" (");
        var values = new object?[row.Length];
        for (var at = 0; at < row.Length; at++)
        {
            text.Append(at == 0 ? "" : ", ").Append(row[at].Column);
            values[at] = row[at].Value;
        }

        text.Append(") VALUES (");
        for (var at = 1; at <= row.Length; at++) text.Append(at == 1 ? "$" : ", $").Append(at);
        connection.Run(text.Append(')').Append(otherwise).ToString(), values);
    }

    /// <summary>Runs all of <paramref name="work"/> or none; within another such call it becomes a part of that.</summary>
    /// <exception cref="RecordsException">The file is locked, full, damaged or gone.</exception>
    public static void Transact(this SqliteConnection connection, Action work)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            work();
            return;
        }

        try
        {
            connection.Run("BEGIN IMMEDIATE");
            work();
            connection.Run("COMMIT");
        }
        catch (Exception problem)
        {
            RollBack(connection);
            if (problem is SqliteException refused) throw RecordsDatabase.NotWritten(connection.DataSource, refused);
            throw;
        }
    }

    /// <summary>SQLite may have done it by itself, e.g. when the disk is full.</summary>
    private static void RollBack(SqliteConnection connection)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) connection.Run("ROLLBACK");
    }

    /// <summary>Each question is compiled once a connection.</summary>
    private static SqliteCommand Command(SqliteConnection connection, string text, object?[] values)
    {
        var known = Questions.GetValue(connection, _ => new(StringComparer.Ordinal));
        if (!known.TryGetValue(text, out var command))
        {
            known[text] = command = connection.CreateCommand();
            command.CommandText = text;
            for (var at = 0; at < values.Length; at++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${at + 1}" });
        }

        for (var at = 0; at < values.Length; at++) command.Parameters[at].Value = values[at] ?? DBNull.Value;
        return command;
    }
}
