// The part of a panel that ScottPlot draws: axes with ticks and labels, grid, frame and colour bar, around a frame at a given place.

using ScottPlot;
using ScottPlot.Panels;
using SkiaSharp;

namespace Repro.Figures;

internal static class PlotFrame
{
    private const float BarGap = 12, BarWidth = 13;

    /// <summary>Returns an empty plot whose axes run from 0 to 1 and whose frame is <paramref name="slot"/>.</summary>
    public static Plot In(Slot slot)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = plot.DataBackground.Color = ScottPlot.Colors.Transparent;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.HideLegend();
        plot.Layout.Fixed(new PixelRect((float)slot.Left, (float)slot.Right, (float)slot.Bottom, (float)slot.Top));
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.Grid.MajorLineColor = Color.FromSKColor(Colours.Grid);
        plot.Axes.FrameColor(Color.FromSKColor(Colours.Grey));
        plot.Axes.FrameWidth(0.8f);
        return plot;
    }

    /// <summary>Gives an axis its label and ticks.</summary>
    /// <param name="axis">One of the plot's axes.</param>
    /// <param name="label">Label of the axis, in smaller letters where it is longer than <paramref name="room"/> pixels.</param>
    /// <param name="scale">The scale that the axis shows.</param>
    /// <param name="ticks">Ticks on the scale.</param>
    /// <param name="room">Length of the axis in pixels.</param>
    public static void Style(IAxis axis, string label, Scale scale, IReadOnlyList<Tick> ticks, double room)
    {
        axis.Label.Text = Lettering.Printable(label);
        axis.Label.FontSize = (float)Lettering.Fit(label, PlacedText.LabelSize, room);
        axis.Label.Bold = false;
        axis.Label.ForeColor = Color.FromSKColor(Colours.Ink);
        axis.TickLabelStyle.FontSize = (float)PlacedText.TickSize;
        axis.TickLabelStyle.OffsetY = axis.Edge.IsVertical() ? 1.5f : 0;
        axis.TickLabelStyle.ForeColor = axis.MajorTickStyle.Color = axis.MinorTickStyle.Color = Color.FromSKColor(Colours.Grey);
        // ScottPlot measures an axis without its tick labels when the frame's place is given.
        var widest = ticks.Select(tick => Lettering.Width(tick.Label ?? "", PlacedText.TickSize)).DefaultIfEmpty().Max();
        var beyondTicks = 8 + (axis.Edge.IsVertical() ? widest : PlacedText.TickSize);
        axis.MinimumSize = axis.MaximumSize =
            (float)Math.Min(beyondTicks + 9 + PlacedText.LabelSize * Lettering.Leading, axis.Edge.IsVertical() ? 66 : 44);
        var placed = ticks.Select(tick => new ScottPlot.Tick(scale.Fraction(tick.Value), tick.Label ?? "", tick.Label is not null));
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. placed]);
    }

    public static void AddColourBar(Plot plot, Axis axis, Scale scale, Slot slot)
    {
        var bar = new ColorBar(new Layer(_ => { })) { Width = BarWidth };
        Style(bar.Axis, axis.Label, scale, Ticks.For(scale, most: 8), slot.Height + 60);
        plot.Axes.AddPanel(bar);
    }

    /// <summary>Draws the plot, with <paramref name="draw"/> over its grid and within its frame.</summary>
    public static void Render(Plot plot, SKCanvas canvas, Slot slot, Action<Pen> draw)
    {
        var page = new PixelRect((float)(slot.Left - 200), (float)(slot.Right + 200), (float)(slot.Bottom + 200), (float)(slot.Top - 200));
        // A plot's first rendering draws everything twice.
        using var nowhere = new SKNoDrawCanvas(1, 1);
        plot.Render(nowhere, page);
        plot.Add.Plottable(new Layer(draw));
        plot.Render(canvas, page);
    }

    /// <summary>Draws in pixels of the page, over ScottPlot's grid. ScottPlot asks it for the colours of the bar.</summary>
    private sealed class Layer(Action<Pen> draw) : IPlottable, IHasColorAxis
    {
        public bool IsVisible { get; set; } = true;

        public IAxes Axes { get; set; } = new Axes();

        public IEnumerable<LegendItem> LegendItems => [];

        public IColormap Colormap => Colours.Map;

        public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

        public ScottPlot.Range GetRange() => new(0, 1);

        public void Render(RenderPack rp) => draw(new Pen(rp.Canvas));
    }
}
