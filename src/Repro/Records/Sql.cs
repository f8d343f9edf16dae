// Short ways to say the few things that are said to SQLite.

using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Repro.Records;

internal static class Sql
{
    /// <summary>In one statement; old versions of SQLite take 999.</summary>
    private const int MostValues = 900;

    private static readonly ConditionalWeakTable<SqliteConnection, Dictionary<string, SqliteCommand>> Compiled = [];

    /// <summary>Runs statements; <c>$1</c>, <c>$2</c> … stand for <paramref name="values"/>.</summary>
    public static void Run(this SqliteConnection connection, string text, params object?[] values)
    {
        Command(connection, text, values).ExecuteNonQuery();
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
    public static long Insert(this SqliteConnection connection, string table, params (string Column, object? Value)[] row)
    {
        var columns = string.Join(", ", row.Select(cell => cell.Column));
        var places = string.Join(", ", row.Select((_, at) => $"${at + 1}"));
        connection.Run($"INSERT INTO {table} ({columns}) VALUES ({places})", [.. row.Select(cell => cell.Value)]);
        return SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
    }

    /// <summary>Inserts rows by as few statements as SQLite allows.</summary>
    public static void InsertAll(this SqliteConnection connection, string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        foreach (var part in rows.Chunk(MostValues / columns.Count))
        {
            var places = Enumerable.Range(0, part.Length).Select(row => $"({string.Join(", ", columns.Select((_, at) => $"${(row * columns.Count) + at + 1}"))})");
            connection.Run($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {string.Join(", ", places)}", [.. part.SelectMany(row => row)]);
        }
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

    /// <summary>Each text is compiled once a connection: records are many rows and few kinds of them.</summary>
    private static SqliteCommand Command(SqliteConnection connection, string text, object?[] values)
    {
        var known = Compiled.GetValue(connection, _ => new(StringComparer.Ordinal));
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
