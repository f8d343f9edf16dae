// Reads single values from a records file.

using Microsoft.Data.Sqlite;

namespace Experiments.Tests;

internal static class Records
{
    static Records() => SQLitePCL.Batteries_V2.Init();

    public static string? Value(string file, string query)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar()?.ToString();
    }
}
