// Short ways to say the few things that are said to SQLite.

using Microsoft.Data.Sqlite;

namespace Repro.Records;

internal static class Sql
{
    /// <summary>Runs statements; <c>$1</c>, <c>$2</c> … stand for <paramref name="values"/>.</summary>
    public static void Run(this SqliteConnection connection, string text, params object?[] values)
    {
        using var command = Command(connection, text, values);
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row.</summary>
    public static T? Value<T>(this SqliteConnection connection, string text, params object?[] values)
    {
        using var command = Command(connection, text, values);
        return command.ExecuteScalar() is T value ? value : default;
    }

    /// <summary>All rows, and the columns' names before them.</summary>
    public static (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows) Query(this SqliteConnection connection, string text, params object?[] values)
    {
        using var command = Command(connection, text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(at => reader.IsDBNull(at) ? null : reader.GetValue(at))]);
        return ([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    /// <summary>Inserts a row and returns its id.</summary>
    public static long Insert(this SqliteConnection connection, string table, params (string Column, object? Value)[] row)
    {
        var columns = string.Join(", ", row.Select(cell => cell.Column));
        var places = string.Join(", ", row.Select((_, at) => $"${at + 1}"));
        connection.Run($"INSERT INTO {table} ({columns}) VALUES ({places})", [.. row.Select(cell => cell.Value)]);
        return connection.Value<long>("SELECT last_insert_rowid()");
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

    private static SqliteCommand Command(SqliteConnection connection, string text, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var at = 0; at < values.Length; at++) command.Parameters.AddWithValue($"${at + 1}", values[at] ?? DBNull.Value);
        return command;
    }
}
