// How people write the ten digits: a few ways each, as strokes in a box 70 wide and 100 high.

namespace Hvae.Data.StandIns;

internal static class DigitGlyphs
{
    /// <summary>Middle of the box.</summary>
    public static readonly Point Centre = new(35, 50);

    /// <summary>Height of the box.</summary>
    public const double Height = 100;

    /// <summary>The ways to write each digit, by digit.</summary>
    public static readonly IReadOnlyList<StrokePath[]> ByDigit = Parse(
        [
            "M 35 0 C 55 0 65 22 65 50 C 65 78 55 100 35 100 C 15 100 5 78 5 50 C 5 22 15 0 35 0",
            "M 44 4 C 20 -2 6 22 6 52 C 6 84 20 100 34 100 C 54 100 64 76 64 50 C 64 22 52 2 30 6",
        ],
        [
            "M 35 0 L 35 100",
            "M 16 22 L 37 0 L 37 100",
            "M 16 22 L 37 0 L 37 100 M 14 100 L 60 100",
        ],
        [
            "M 8 24 C 10 -6 62 -8 62 26 C 62 52 20 72 6 100 L 66 100",
            "M 8 22 C 12 -6 60 -8 60 26 C 60 58 36 96 16 96 C -4 96 4 70 22 77 C 40 84 50 102 68 90",
        ],
        [
            "M 10 10 C 26 -8 60 -4 60 24 C 60 42 46 48 30 48 C 50 48 64 56 64 74 C 64 104 24 108 6 88",
            "M 8 2 L 58 2 L 32 42 C 52 42 64 54 64 72 C 64 104 22 108 6 88",
        ],
        [
            "M 14 2 L 8 54 L 64 54 M 52 6 L 48 100",
            "M 46 0 L 4 64 L 66 64 M 46 0 L 46 100",
        ],
        [
            "M 60 2 L 16 2 L 12 42 C 34 32 64 40 64 68 C 64 102 24 108 6 90",
            "M 18 4 L 14 46 C 40 34 62 44 62 68 C 62 98 30 106 8 94 M 18 4 L 64 0",
        ],
        [
            "M 54 2 C 24 16 6 46 6 70 C 6 92 20 100 34 100 C 52 100 62 88 62 74 C 62 58 50 48 36 48 C 20 48 8 58 6 70",
            "M 30 0 C 10 34 4 56 6 74 C 8 94 22 100 34 100 C 54 100 60 86 58 74 C 54 54 22 54 8 80",
        ],
        [
            "M 6 4 L 64 4 L 28 100",
            "M 6 4 L 64 4 L 28 100 M 22 52 L 58 52",
            "M 8 18 L 8 4 L 64 4 C 46 36 36 64 32 100",
        ],
        [
            "M 35 46 C 4 40 6 0 35 0 C 64 0 66 40 35 46 C 2 54 0 100 35 100 C 70 100 68 54 35 46",
            "M 58 14 C 44 -8 10 -2 12 24 C 14 46 62 52 62 76 C 62 106 8 108 8 78 C 8 54 54 44 58 14",
        ],
        [
            "M 62 28 C 60 8 48 0 34 0 C 18 0 8 12 8 26 C 8 44 20 52 34 52 C 50 52 62 42 62 28 C 62 56 56 80 44 100",
            "M 58 10 C 40 -6 8 0 8 28 C 8 56 46 56 58 26 L 58 10 L 56 100",
        ]);

    private static StrokePath[][] Parse(params string[][] ways) => [.. ways.Select(digit => digit.Select(StrokePath.Parse).ToArray())];
}
