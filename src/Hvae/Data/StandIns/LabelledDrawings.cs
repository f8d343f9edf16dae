// Makes one part of a stand-in: balanced labels in random order, and for each a drawing from random numbers of its own.

namespace Hvae.Data.StandIns;

/// <summary>Draws one image.</summary>
/// <param name="label">What it shows.</param>
/// <param name="random">Decides all else.</param>
/// <param name="pixels">C×H×W bytes, all 0.</param>
internal delegate void Drawing(int label, ref StandInRandom random, Span<byte> pixels);

internal static class LabelledDrawings
{
    private const ulong OrderSeed = 3;

    /// <summary>The same images whenever the arguments are the same.</summary>
    /// <param name="seed">No two parts of stand-ins share one.</param>
    /// <param name="count">A multiple of the number of classes.</param>
    /// <param name="classCount">Labels are below it.</param>
    /// <param name="size">Bytes per image.</param>
    /// <param name="draw">Draws each.</param>
    public static DecodedSplit Make(ulong seed, int count, int classCount, int size, Drawing draw)
    {
        var labels = Labels(seed, count, classCount);
        var pixels = new byte[count * size];
        Parallel.For(0, count, i =>
        {
            var random = new StandInRandom(seed, (ulong)i);
            draw(labels[i], ref random, pixels.AsSpan(i * size, size));
        });

        return new(pixels, labels);
    }

    /// <summary>As many images in a row as there are classes show every class once, in random order: so any first images are balanced too.</summary>
    private static byte[] Labels(ulong seed, int count, int classCount)
    {
        var labels = new byte[count];
        for (var start = 0; start < count; start += classCount)
        {
            var random = new StandInRandom(seed ^ (OrderSeed << 32), (ulong)start);
            for (var i = 0; i < classCount; i++)
            {
                var j = random.Below(i + 1);
                labels[start + i] = labels[start + j];
                labels[start + j] = (byte)i;
            }
        }

        return labels;
    }
}
