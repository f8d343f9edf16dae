// Reads single values from a records file.

using Dapper;
using Microsoft.Data.Sqlite;

namespace Experiments.Tests;

internal static class Records
{
    public static string? Value(string file, string query)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection.ExecuteScalar(query)?.ToString();
    }
}
