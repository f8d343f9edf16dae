// The five filters that PNG applies to each row before compression, undone.

namespace Hvae.Data.Images;

internal static class PngFilter
{
    /// <summary>Undoes a filter in place; false when there is none of this number.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 their mean, 4 Paeth.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The row above it, not filtered; zeros above the first.</param>
    /// <param name="step">Distance in bytes to the left neighbour.</param>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, corner) = i < step ? (0, 0) : (row[i - step], above[i - step]);
            int prediction;
            switch (filter)
            {
                case 0: return true;
                case 1: prediction = left; break;
                case 2: prediction = above[i]; break;
                case 3: prediction = (left + above[i]) / 2; break;
                case 4: prediction = Paeth(left, above[i], corner); break;
                default: return false;
            }

            row[i] = (byte)(row[i] + prediction);
        }

        return true;
    }

    /// <summary>Whichever neighbour is nearest to left + above − corner.</summary>
    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
