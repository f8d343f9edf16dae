// IS = exp E_x KL(p_cls(y|x) ‖ p_cls(y)) = exp H[p_cls(y)] · exp(−E_x H[p_cls(y|x)]) = diversity · sharpness (Xiao23 Eq. 12).

namespace Hvae.Metrics;

/// <summary>The score of one part of the samples, with p_cls(y) the mean of p_cls(y|x) over that part.</summary>
/// <param name="Score">exp E_x KL(p_cls(y|x) ‖ p_cls(y)), from 1 to the number of classes.</param>
/// <param name="Diversity">
/// exp H[p_cls(y)], from 1 to the number of classes, which measures how evenly the samples spread over classes.
/// </param>
/// <param name="Sharpness">
/// exp(−E_x H[p_cls(y|x)]), from 1/classes to 1, which measures how certain the classifier is of a sample's class.
/// </param>
public sealed record InceptionSplit(double Score, double Diversity, double Sharpness);

/// <summary>The inception score of samples, averaged over splits (Salimans et al., 2016; Xiao23 Eq. 12 and public code).</summary>
/// <param name="Splits">
/// The scores of the splits. In each split score = diversity · sharpness, but this does not hold for the means.
/// </param>
public sealed record InceptionScore(IReadOnlyList<InceptionSplit> Splits)
{
    // Probabilities that were computed in single precision sum to 1 within this tolerance.
    private const double Tolerance = 1e-4;

    /// <summary>Mean of the splits' scores.</summary>
    public double Score => Splits.Average(split => split.Score);

    /// <summary>Standard deviation of the splits' scores, with a division by their number, not by one less.</summary>
    public double ScoreSpread => Math.Sqrt(Splits.Average(split => (split.Score - Score) * (split.Score - Score)));

    /// <summary>Standard error of <see cref="Score"/> for n independent splits, spread / √(n − 1); null for one split.</summary>
    public double? ScoreStandardError => Splits.Count > 1 ? ScoreSpread / Math.Sqrt(Splits.Count - 1) : null;

    /// <summary>Mean of the splits' diversities.</summary>
    public double Diversity => Splits.Average(split => split.Diversity);

    /// <summary>Mean of the splits' sharpnesses.</summary>
    public double Sharpness => Splits.Average(split => split.Sharpness);

    /// <summary>Computes the score.</summary>
    /// <param name="probabilities">p_cls(y|x), one row for each sample x and one column for each class y; rows sum to 1.</param>
    /// <param name="splits">
    /// Number of parts of consecutive samples; the paper uses 5. When it does not divide the number of samples, the first
    /// parts have one sample more than the last.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Thrown when a row is not a distribution, or when there are fewer samples than splits.
    /// </exception>
    public static InceptionScore Of(double[,] probabilities, int splits)
    {
        var samples = probabilities.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfLessThan(splits, 1);
        if (samples < splits) throw new ArgumentException($"{samples} samples cannot be split into {splits} parts.", nameof(splits));
        Check(probabilities);

        var (size, larger) = (samples / splits, samples % splits);
        var results = new List<InceptionSplit>(splits);
        for (int split = 0, start = 0; split < splits; split++)
        {
            var end = start + size + (split < larger ? 1 : 0);
            results.Add(OfSplit(probabilities, start, end));
            start = end;
        }

        return new(results);
    }

    private static InceptionSplit OfSplit(double[,] p, int start, int end)
    {
        var (count, classes) = (end - start, p.GetLength(1));
        var marginal = new double[classes];
        for (var i = start; i < end; i++)
        {
            for (var y = 0; y < classes; y++) marginal[y] += p[i, y] / count;
        }

        var (divergence, entropy) = (0.0, 0.0);
        for (var i = start; i < end; i++)
        {
            for (var y = 0; y < classes; y++)
            {
                divergence += XLogX(p[i, y]) - XLogY(p[i, y], marginal[y]);
                entropy -= XLogX(p[i, y]);
            }
        }

        return new(Math.Exp(divergence / count), Math.Exp(-marginal.Sum(XLogX)), Math.Exp(-entropy / count));
    }

    private static double XLogX(double x) => XLogY(x, x);

    /// <summary>Returns x log y with its limit 0 log y = 0, so a class that never occurs adds nothing.</summary>
    private static double XLogY(double x, double y) => x == 0 ? 0 : x * Math.Log(y);

    private static void Check(double[,] p)
    {
        for (var i = 0; i < p.GetLength(0); i++)
        {
            var sum = 0.0;
            for (var y = 0; y < p.GetLength(1); y++) sum += p[i, y] >= 0 ? p[i, y] : double.NaN;
            if (!(Math.Abs(sum - 1) <= Tolerance))
            {
                throw new ArgumentException(
                    $"The class probabilities of sample {i + 1} are not a distribution: one is negative or NaN, or they do not sum to 1.",
                    nameof(p));
            }
        }
    }
}
