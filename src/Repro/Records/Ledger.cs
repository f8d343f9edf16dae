// The ledger: the latest verdict on each claim of each target, with what it is based on.

using Dapper;
using Repro.Claims;

namespace Repro.Records;

/// <summary>
/// A claim as the best run of a target has decided it: that on the fewest stand-ins, then with the fewest missing results, then the last.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>Id of the claim, e.g. <c>B3</c>, or <c>B3 on mnist</c> for a data set on which the paper does not make it.</summary>
    public required string Claim { get; init; }

    /// <summary>Name of the target.</summary>
    public required string Target { get; init; }

    /// <summary>What the paper claims.</summary>
    public required string Statement { get; init; }

    /// <summary>Paper and section of the claim.</summary>
    public required string Source { get; init; }

    /// <summary>What was computed, in words.</summary>
    public required string Statistic { get; init; }

    /// <summary>Descriptions of the data sets of the target; null when it has none.</summary>
    public string? Data { get; init; }

    /// <summary>The effect; null when there is none.</summary>
    public double? Effect { get; init; }

    /// <summary>Standard error of the effect; null when it is not known.</summary>
    public double? StandardError { get; init; }

    /// <summary>Unit of the effect; empty for a pure number.</summary>
    public required string Unit { get; init; }

    /// <summary>p-value of "holds"; null when the claim is not testable.</summary>
    public double? PHolds { get; init; }

    /// <summary>p-value of "fails"; null when the claim is not testable.</summary>
    public double? PFails { get; init; }

    /// <summary>Measured rates of wrong verdicts, and the power; empty when they are not known.</summary>
    public required string ErrorRates { get; init; }

    /// <summary>What the data say about the claim.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdicts after shares of the training; empty when only its end was measured.</summary>
    public required string History { get; init; }

    /// <summary>Why this verdict follows.</summary>
    public required string Reason { get; init; }

    /// <summary>The same in a few words without numbers; empty when the reason is short, or of an older program.</summary>
    public required string Short { get; init; }

    /// <summary>Number of results behind the verdict.</summary>
    public long Results { get; init; }

    /// <summary>Number of stand-ins among the data sets of the target.</summary>
    public long StandIns { get; init; }

    /// <summary>Number of jobs of the target without a result.</summary>
    public long MissingResults { get; init; }

    /// <summary>Number of the run.</summary>
    public long RunId { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required string Started { get; init; }

    /// <summary>Preset of the run.</summary>
    public required string Preset { get; init; }

    /// <summary>Commit of the run; null when it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>The whole command of the run; empty when it is not known.</summary>
    public required string Command { get; init; }

    /// <summary>Number of the last later run, which is worse and therefore not shown; null when there is none.</summary>
    public long? WorseLaterRun { get; init; }

    /// <summary>The claim without its origin.</summary>
    public Claim AsClaim => new(Claim, Statement, Source, Statistic, Effect, StandardError, Verdict, Reason)
    {
        Unit = Unit,
        PHolds = PHolds,
        PFails = PFails,
        History = History,
        ErrorRates = ErrorRates,
        Short = Short,
    };
}

/// <summary>Reads the ledger.</summary>
public static class Ledger
{
    /// <summary>Returns all entries by target, in the order in which their claims were decided.</summary>
    /// <exception cref="RecordsException">Thrown when the records cannot be read.</exception>
    public static IReadOnlyList<LedgerEntry> Of(RecordsDatabase records) => records.Reading(connection => connection.Query<LedgerEntry>(
        """
        SELECT claims.claim, claims.target, statement, source, statistic, data, effect, standard_error AS StandardError, unit,
               p_holds AS PHolds, p_fails AS PFails, error_rates AS ErrorRates, verdict, history, reason, short_reason AS Short,
               stand_ins AS StandIns, missing_results AS MissingResults, run_id AS RunId, started, preset, "commit", command,
               worse_later_run AS WorseLaterRun,
               (SELECT count(*) FROM claim_results AS behind WHERE behind.run_id = claims.run_id AND behind.target = claims.target
                   AND behind.claim = claims.claim) AS Results
        FROM latest_claims AS claims ORDER BY claims.target, claims.position
        """).ToList());
}
