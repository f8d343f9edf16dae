// Writes many rows with one statement.

using Microsoft.Data.Sqlite;

namespace Repro.Records;

/// <summary>
/// Runs a statement for many rows. Dapper makes the parameters anew for each row, which took nearly half the time of a rebuild.
/// </summary>
internal static class ManyRows
{
    /// <summary>Runs a statement once for each row.</summary>
    /// <param name="connection">Open connection to the records, in a transaction where there are many rows.</param>
    /// <param name="sql">One statement, whose parameters are named like members of the rows, after an @.</param>
    /// <param name="rows">Objects of one type, of which each is a row; null becomes NULL.</param>
    public static void Write<T>(this SqliteConnection connection, string sql, IEnumerable<T> rows)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var members = typeof(T).GetProperties().Where(member => sql.Contains($"@{member.Name}"))
            .Select(member => (member, Parameter: command.Parameters.Add(new($"@{member.Name}", null)))).ToList();
        foreach (var row in rows)
        {
            foreach (var (member, parameter) in members) parameter.Value = member.GetValue(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }
}
