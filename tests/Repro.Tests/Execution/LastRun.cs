// The numbers of a results folder's last run, which must not depend on how the run went.

using Dapper;
using Repro.Records;

namespace Repro.Tests.Execution;

internal static class LastRun
{
    /// <summary>All metrics, in full precision.</summary>
    public static IReadOnlyList<string> Metrics(string results)
    {
        using var records = RecordsDatabase.Open(Path.Combine(results, "records.sqlite"));
        return [.. records.Connection
            .Query<(string, string, string, string, double, double?, long?)>("""
                SELECT kind || '|' || unit, label, key, name, value, standard_error, n FROM run_metrics
                WHERE run_id = (SELECT max(id) FROM runs) ORDER BY key, name
                """)
            .Select(row => row.ToString())];
    }
}
