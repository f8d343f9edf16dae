// A compiled statement that writes: records are many rows and few kinds of them, so each kind is compiled once and bound by position.

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Repro.Records;

/// <summary>One statement with places for values.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt compiled;

    /// <exception cref="SqliteException">The text cannot be compiled.</exception>
    public Statement(SqliteConnection connection, string text)
    {
        database = connection.Handle!;
        Require(raw.sqlite3_prepare_v2(database, text, out compiled));
    }

    /// <summary>Runs it once; rows that it may give are not looked at.</summary>
    /// <exception cref="SqliteException">The values are refused, or the file cannot be written.</exception>
    public void Run(ReadOnlySpan<object?> values)
    {
        for (var at = 0; at < values.Length; at++) Require(Bind(at + 1, values[at]));
        var code = raw.sqlite3_step(compiled);
        raw.sqlite3_reset(compiled);
        Require(code);
    }

    /// <inheritdoc/>
    public void Dispose() => compiled.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(compiled, place),
        string text => raw.sqlite3_bind_text(compiled, place, text),
        double number => raw.sqlite3_bind_double(compiled, place, number),
        long number => raw.sqlite3_bind_int64(compiled, place, number),
        int number => raw.sqlite3_bind_int64(compiled, place, number),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no place in the records.", nameof(value)),
    };

    private void Require(int code) => SqliteException.ThrowExceptionForRC(code, database);
}
