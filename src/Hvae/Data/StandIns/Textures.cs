// The stand-in for colour images: a figure with lobes and a texture of its own before a cloudy background, lit from one side.
// Scales of detail, coarse to fine: colours and light; place and size; number of lobes; clouds; stripes and bumps; grain.

using System.Runtime.InteropServices;

namespace Hvae.Data.StandIns;

/// <summary>Draws square images in colour. All lengths are shares of the side, so that any size shows the same kinds of things.</summary>
/// <param name="side">Pixels per side, a power of 2.</param>
internal sealed class Textures(int side)
{
    private const int Channels = 3;
    private const int LobeCounts = 5;

    /// <summary>
    /// Draws one image. The kind decides two things: the number of lobes, which is seen from afar (kind mod 5: none, 2, 3, 4, 5), and the
    /// figure's texture, which is seen from near (kinds 0 to 4: clouds, 5 to 9: stripes).
    /// </summary>
    /// <param name="kind">Kind of the image, 0 to 9.</param>
    /// <param name="random">Decides everything else. The same state gives the same image.</param>
    /// <param name="pixels">3·side·side bytes: planes red, green and blue.</param>
    public void Draw(int kind, ref StandInRandom random, Span<byte> pixels)
    {
        var ground = Paint.Next(random.Between(40, 215), ref random);
        var figure = Paint.Next(ground.Brightness + (ground.Brightness > 128 ? -1 : 1) * random.Between(50, 110), ref random);
        var (lightX, lightY) = (random.Around0(90), random.Around0(90));
        var shape = Figure.Next(kind % LobeCounts, ref random);
        var stripes = Stripes.Next(ref random);
        var (groundCloud, figureCloud) = (Cloud(0.7, ref random), Cloud(0.85, ref random));
        var grain = random.Between(2, 14);
        for (var i = 0; i < side * side; i++)
        {
            var (x, y) = ((((i % side) + 0.5) / side) - 0.5, (((i / side) + 0.5) / side) - 0.5);
            var inside = Math.Clamp(0.5 - (side * shape.Distance(x, y)), 0, 1);
            var shadow = 1 - (0.35 * Math.Clamp(0.5 - (10 * shape.Distance(x - 0.06, y - 0.08)), 0, 1));
            var texture = kind < LobeCounts ? figureCloud[i] : stripes.At(x, y) + (0.3 * figureCloud[i]);
            for (var channel = 0; channel < Channels; channel++)
            {
                var (behind, before) = (shadow * ground.At(channel, groundCloud[i]), figure.At(channel, texture));
                var value = behind + (inside * (before - behind)) + (lightX * x) + (lightY * y) + random.Around0(grain);
                pixels[(channel * side * side) + i] = (byte)(Math.Clamp(value, 0, 255) + 0.5);
            }
        }
    }

    /// <summary>
    /// Makes a random field of about −1 to 1 with detail at every scale. It starts with one value and doubles the resolution again
    /// and again by interpolation, each time adding weaker noise.
    /// </summary>
    /// <param name="roughness">Strength of the noise of one scale in relation to that of the next coarser one.</param>
    /// <param name="random">Decides the field.</param>
    /// <returns>side·side values, row by row.</returns>
    private double[] Cloud(double roughness, ref StandInRandom random)
    {
        var (field, strength) = (new double[1], 0.8);
        for (var size = 2; size <= side; size *= 2, strength *= roughness)
        {
            var (coarse, half) = (field, size / 2);
            field = new double[size * size];
            for (var i = 0; i < field.Length; i++)
            {
                var (x, y) = (i % size, i / size);
                var (nearX, nearY) = (x / 2, y / 2);
                var farX = Math.Clamp(nearX + (x % 2 == 0 ? -1 : 1), 0, half - 1);
                var farY = Math.Clamp(nearY + (y % 2 == 0 ? -1 : 1), 0, half - 1);
                var near = (0.75 * coarse[(nearY * half) + nearX]) + (0.25 * coarse[(nearY * half) + farX]);
                var far = (0.75 * coarse[(farY * half) + nearX]) + (0.25 * coarse[(farY * half) + farX]);
                field[i] = (0.75 * near) + (0.25 * far) + random.Around0(strength);
            }
        }

        return field;
    }

    /// <summary>Two colours, which are mixed by the value of a texture.</summary>
    private sealed record Paint(double Brightness, double[] Mean, double[] Difference)
    {
        public static Paint Next(double brightness, ref StandInRandom random)
        {
            var paint = new Paint(brightness, new double[Channels], new double[Channels]);
            var contrast = random.Between(20, 60);
            for (var channel = 0; channel < Channels; channel++)
            {
                paint.Mean[channel] = brightness + random.Around0(60);
                paint.Difference[channel] = contrast + random.Around0(25);
            }

            return paint;
        }

        /// <summary>Returns the value of a channel where the texture has a value of about −1 to 1.</summary>
        public double At(int channel, double texture) => Mean[channel] + (texture * Difference[channel]);
    }

    /// <summary>A rotation of the plane by the angle whose half has tangent <paramref name="Half"/>, so that no sine is needed.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Turn(double Half)
    {
        public (double X, double Y) Of(double x, double y)
        {
            var norm = 1 / (1 + (Half * Half));
            var (cos, sin) = ((1 - (Half * Half)) * norm, 2 * Half * norm);
            return ((cos * x) - (sin * y), (sin * x) + (cos * y));
        }
    }

    /// <summary>A disc whose edge has lobes, near the middle of the image.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Figure(int Lobes, double Radius, double Depth, double X, double Y, double Stretch, Turn Turn)
    {
        public static Figure Next(int shape, ref StandInRandom random) => new(
            Lobes: shape == 0 ? 0 : shape + 1,
            Radius: random.Between(0.24, 0.34),
            Depth: random.Between(0.28, 0.42),
            X: random.Around0(0.14),
            Y: random.Around0(0.14),
            Stretch: random.Between(0.9, 1.1),
            Turn: new(random.Around0(1)));

        /// <summary>
        /// Returns about the distance to the edge, negative inside: r − R(1 + d·cos nφ), where cos nφ is the real part of (e^iφ)ⁿ.
        /// </summary>
        public double Distance(double x, double y)
        {
            var (u, v) = Turn.Of((x - X) * Stretch, (y - Y) / Stretch);
            var r = Math.Sqrt((u * u) + (v * v)) + 1e-9;
            var (real, imaginary) = (1.0, 0.0);
            for (var i = 0; i < Lobes; i++)
                (real, imaginary) = (((real * u) - (imaginary * v)) / r, ((real * v) + (imaginary * u)) / r);
            return r - (Radius * (Lobes == 0 ? 1 : 1 + (Depth * real)));
        }
    }

    /// <summary>Parallel stripes, bright in the middle and dark at their edges.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stripes(Turn Turn, double Frequency, double Shift)
    {
        public static Stripes Next(ref StandInRandom random) => new(new(random.Around0(1)), random.Between(6, 10), random.Unit());

        /// <summary>Returns the brightness of the stripes at a point, −1 to 1.</summary>
        public double At(double x, double y)
        {
            var phase = (Turn.Of(x, y).X * Frequency) + Shift + 100;
            var within = phase - (int)phase;
            return (4 * Math.Abs(within - 0.5)) - 1;
        }
    }
}
