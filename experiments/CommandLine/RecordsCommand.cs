// `hvae-repro records`: answers questions about the records without SQL, and shows the SQL that it has run.

using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Makes the command records.</summary>
internal static class RecordsCommand
{
    private static readonly Argument<string?> Question = new("question")
    {
        Description = $"A ready question: {string.Join(", ", Questions.All.Select(question => question.Name))}",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string[]> Metric = new("--metric", "-m")
    {
        Description = "Metrics of the models to show, e.g. rate_z2",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Where = new("--where")
    {
        Description = "Only models of which this is true, e.g. beta2=1, data_set=mnist or psnr>20",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "COLUMN=VALUE",
    };

    private static readonly Option<string?> Claim = new("--claim")
    {
        Description = "The results behind a claim, as `hvae-repro claims` names it",
        HelpName = "ID",
    };

    private static readonly Option<string?> Target = new("--target")
    {
        Description = "With --claim: the target that decided it (default: all)",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = "The commit of the question `changed`",
        HelpName = "COMMIT",
    };

    private static readonly Option<bool> AllVersions = new("--all")
    {
        Description = "Also models of which the records have a newer version, computed by other code",
    };

    private static readonly Option<bool> Sql = new("--sql") { Description = "Print the SQL of the question and run nothing" };

    private static readonly Regex Condition = new(
        "^(?<column>[^=<>!]+)(?<operator>=|!=|<=|>=|<|>)(?<value>.*)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Columns that are shown with the metrics that were asked for.</summary>
    private static readonly string[] Shown = ["model", "data_set", "quality", "commit"];

    /// <summary>Makes `records`.</summary>
    public static Command Make()
    {
        var command = new Command("records", "Answer a question about models, metrics and claims from the records")
        {
            Question, Metric, Where, Claim, Target, Since, AllVersions, Sql, Options.Preset, Options.Results, Options.Json,
        };
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed);
            using var records = RecordsDatabase.OpenToRead(Path.Combine(settings.PresetResults, RecordsDatabase.FileName));
            var query = QueryOf(parsed, records);
            if (parsed.GetValue(Sql))
            {
                Console.WriteLine(query);
                return ExitCode.Success;
            }

            var answer = Answer(records, query);
            if (parsed.GetValue(Options.Json)) Output.WriteJson(ToJson(answer, query));
            else Print(answer, Output.Console(parsed).Profile.Width);
            return ExitCode.Success;
        });
        return command;
    }

    private static Table Answer(RecordsDatabase records, string query)
    {
        try
        {
            return records.Query(query);
        }
        catch (QueryException problem)
        {
            throw new UnknownNameException($"These records cannot answer that ({problem.Message}). Perhaps no run has measured it yet.");
        }
    }

    private static string QueryOf(ParseResult parsed, RecordsDatabase records)
    {
        if (parsed.GetValue(Question) is { } name)
        {
            var question = Questions.All.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UnknownNameException(
                    $"There is no question '{name}'.{NearestNames.Suggest(name, Questions.All.Select(each => each.Name))} "
                    + "`hvae-repro records --help` lists them; --metric and --where ask others.");
            return question.Query(records, parsed.GetValue(Since));
        }

        return parsed.GetValue(Claim) is { } claim ? BehindClaim(records, claim, parsed.GetValue(Target))
            : OfModels(records, parsed.GetValue(Metric) ?? [], parsed.GetValue(Where) ?? [], parsed.GetValue(AllVersions));
    }

    private static string BehindClaim(RecordsDatabase records, string claim, string? target)
    {
        var entries = Ledger.Of(records).Where(entry => ClaimsCommand.IsOf(entry, claim)
            && (target is null || entry.Target.Equals(target, StringComparison.OrdinalIgnoreCase))).ToList();
        if (entries.Count == 0)
            throw new UnknownNameException($"These records have no claim {claim}{(target is null ? "" : $" of {target}")}. "
                + "`hvae-repro claims` lists all.");
        return $"""
            SELECT behind.target, behind.claim, results.kind, results.label, metrics.name, metrics.value, metrics.standard_error,
                   metrics.n, metrics.unit, results.key, json_extract(results.environment, '$.commit') AS "commit"
            FROM claim_results AS behind JOIN results ON results.id = behind.result_id JOIN metrics ON metrics.result_id = results.id
            WHERE (behind.run_id, behind.target, behind.claim) IN (VALUES {string.Join(", ", entries.Select(entry =>
                $"({entry.RunId}, {SqlText.Of(entry.Target)}, {SqlText.Of(entry.Claim)})"))})
            ORDER BY behind.target, behind.claim, results.kind, results.label, metrics.name
            """;
    }

    private static string OfModels(RecordsDatabase records, string[] metrics, string[] conditions, bool allVersions)
    {
        var columns = records.Query("SELECT * FROM models LIMIT 0").Columns.Select(column => column.Name).ToList();
        var where = conditions.Select(Parsed).ToList();
        var shown = Shown.Concat(where.Select(each => each.Column))
            .Concat(metrics.Select(Known).SelectMany(metric => new[] { metric, $"{metric}_error" })).Where(columns.Contains).Distinct();
        if (metrics.Length == 0 && conditions.Length == 0)
            throw new UnknownNameException(
                "Name a question, --metric NAME, --where COLUMN=VALUE or --claim ID. Columns of the models are: "
                + $"{string.Join(", ", columns)}.");
        var all = where.Select(each => each.Sql).Concat(metrics.Select(Known).Select(metric => $"{SqlText.Name(metric)} IS NOT NULL"))
            .Concat(allVersions ? [] : ["is_newest"]);
        return $"""
            SELECT {string.Join(", ", shown.Select(SqlText.Name))}
            FROM models WHERE {string.Join(" AND ", all)} ORDER BY data_set, model
            """;

        string Known(string name) => columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownNameException($"The models have no column '{name}'.{NearestNames.Suggest(name, columns)} "
                + "`hvae-repro records` lists all.");

        (string Column, string Sql) Parsed(string text)
        {
            var match = Condition.Match(text);
            if (!match.Success)
                throw new UnknownNameException($"'{text}' is no condition. Write COLUMN=VALUE; instead of = also !=, <, <=, > or >=.");
            var column = Known(match.Groups["column"].Value.Trim());
            var value = match.Groups["value"].Value.Trim();
            return (column, $"{SqlText.Name(column)} {match.Groups["operator"].Value} {SqlText.OfTyped(value)}");
        }
    }

    private static void Print(Table answer, int width)
    {
        foreach (var line in TableLines.Of(answer, width)) Console.WriteLine(line);
        Console.WriteLine(Counted.Of(answer.Rows.Count, "row"));
    }

    private static JsonObject ToJson(Table answer, string query) => new()
    {
        ["query"] = query,
        ["rows"] = new JsonArray([.. answer.Rows.Select(row => (JsonNode)new JsonObject(answer.Columns.Zip(row).Select(cell =>
            KeyValuePair.Create(cell.First.Name, cell.Second switch
            {
                null => null,
                double number => JsonValue.Create(number),
                long number => JsonValue.Create(number),
                var text => (JsonNode?)JsonValue.Create(text.ToString()),
            }))))]),
    };
}

/// <summary>Writes values and names into SQL that people may copy.</summary>
internal static class SqlText
{
    /// <summary>Returns a text as SQL.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>Returns a value that a user has typed as SQL: a number, a truth value, or a text.</summary>
    public static string OfTyped(string typed) => typed switch
    {
        "true" => "1",
        "false" => "0",
        _ => double.TryParse(typed, out var number) && double.IsFinite(number) ? number.ToString("R") : Of(typed),
    };

    /// <summary>Returns the name of a column as SQL.</summary>
    public static string Name(string column) => column.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && column is not "commit" ? column : $"\"{column.Replace("\"", "\"\"")}\"";
}
