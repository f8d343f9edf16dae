// The document that `run --json` prints: how the run ended, its jobs with their metrics, and its tables and claims.

using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;

namespace Experiments.CommandLine;

/// <summary>Writes the result of a run as JSON. A number that is not finite or not known is null.</summary>
internal static class RunJson
{
    public static JsonObject Of(RunResult result) => new()
    {
        ["status"] = result.Status.ToString(),
        ["seconds"] = result.Time.TotalSeconds,
        ["targets"] = Array(result.Experiments, Of),
        ["jobs"] = Array(result.Jobs, Of),
        ["files"] = Array(result.Files, file => file),
    };

    private static JsonNode Of(ExperimentReport target) => new JsonObject
    {
        ["name"] = target.Name,
        ["error"] = target.Error,
        ["passed"] = target.Conclusion?.Passed,
        ["tables"] = Array(target.Conclusion?.Tables ?? [], TableFormats.Json),
        ["claims"] = Array(target.Conclusion?.Claims ?? [], Of),
        ["notes"] = Array(target.Conclusion?.Notes ?? [], note => note),
    };

    private static JsonNode Of(Claim claim) => new JsonObject
    {
        ["id"] = claim.Id,
        ["statement"] = claim.Statement,
        ["source"] = claim.Source,
        ["verdict"] = VerdictText.Of(claim.Verdict),
        ["statistic"] = claim.Statistic,
        ["effect"] = Finite(claim.Value),
        ["standardError"] = Finite(claim.Spread),
        ["unit"] = claim.Unit,
        ["pHolds"] = Finite(claim.PHolds),
        ["pFails"] = Finite(claim.PFails),
        ["reason"] = claim.Reason,
        ["shortReason"] = claim.Short,
        ["history"] = claim.History,
        ["errorRates"] = claim.ErrorRates,
    };

    private static JsonNode Of(JobReport job) => new JsonObject
    {
        ["key"] = job.State.Job.Key,
        ["kind"] = job.State.Job.Kind,
        ["label"] = job.State.Job.Label,
        ["end"] = job.End.ToString().ToLowerInvariant(),
        ["error"] = job.Error,
        ["log"] = job.Log,
        ["metrics"] = Array(job.State.Result?.Metrics ?? [], Of),
    };

    private static JsonNode Of(Metric metric) => new JsonObject
    {
        ["name"] = metric.Name,
        ["value"] = Finite(metric.Value),
        ["unit"] = metric.Unit,
        ["standardError"] = Finite(metric.StandardError),
        ["n"] = metric.N,
    };

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> json) => [.. items.Select(json)];

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
