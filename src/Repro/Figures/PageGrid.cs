// Places panels of any kinds: within a grid their frames stand in line, grids stack to blocks, blocks stand side by side.

namespace Repro.Figures;

/// <summary>Slots of all panels, and the size of the whole.</summary>
internal sealed record PageGrid(IReadOnlyList<Slot> Slots, double Width, double Height)
{
    /// <summary>A block that is lower than the others grows at most by this factor.</summary>
    private const double MostGrown = 3;

    /// <exception cref="ArgumentException">No panel, or rows and blocks that do not hold all panels.</exception>
    public static PageGrid For(Figure figure, IReadOnlyList<Drawing> drawings)
    {
        var count = drawings.Count;
        var stated = figure.Blocks ?? [];
        if (count == 0 || figure.PanelsPerRow < 1)
            throw new ArgumentException($"The figure {figure.Name} has {count} panels, {figure.PanelsPerRow} in a row; give at least one of each.", nameof(figure));
        if (figure.Blocks is not null && (stated.Sum(block => block.Sum()) != count || stated.Any(block => block.Count == 0 || block.Any(row => row < 1))))
            throw new ArgumentException($"The blocks of the figure {figure.Name} hold {stated.Sum(block => block.Sum())} panels, and it has {count}; give every panel one place.", nameof(figure));

        var columns = figure.Blocks is null ? Math.Min(figure.PanelsPerRow, count) : stated.Sum(block => block.Max());
        var rooms = drawings.Select(drawing => drawing.RoomAmong(columns)).ToList();
        var blocks = figure.Blocks is null ? [new Block([new Grid(rooms, columns)])] : Blocks(stated, rooms);
        var height = blocks.Max(block => block.Height);
        var grown = blocks.Select(block => block.Grown(height)).ToList();

        var (slots, left) = (new List<Slot>(), 0.0);
        foreach (var block in grown)
        {
            slots.AddRange(block.Slots(left, (height - block.Height) / 2));
            left += block.Width;
        }

        return new(slots, left, height);
    }

    /// <summary>Successive rows of equally many panels make one grid.</summary>
    private static List<Block> Blocks(IReadOnlyList<IReadOnlyList<int>> stated, IReadOnlyList<Room> rooms)
    {
        var (blocks, next) = (new List<Block>(), 0);
        foreach (var rows in stated)
        {
            var grids = new List<Grid>();
            for (var row = 0; row < rows.Count; row++)
            {
                var here = rooms.Skip(next).Take(rows[row]);
                if (row > 0 && rows[row] == rows[row - 1]) grids[^1] = new([.. grids[^1].Rooms, .. here], rows[row]);
                else grids.Add(new([.. here], rows[row]));
                next += rows[row];
            }

            blocks.Add(new(grids));
        }

        return blocks;
    }

    /// <summary>Grids one above the other, centred.</summary>
    private sealed record Block(IReadOnlyList<Grid> Grids)
    {
        public double Width => Grids.Max(grid => grid.Width);

        public double Height => Grids.Sum(grid => grid.Height);

        /// <summary>The block with frames so large that it fills <paramref name="height"/>, if its panels allow.</summary>
        public Block Grown(double height)
        {
            var frames = Grids.Sum(grid => grid.FrameHeight);
            var factor = Math.Min(MostGrown, (height - Height + frames) / frames);
            return Grids.All(grid => grid.Rooms.All(room => room.Grows)) ? new([.. Grids.Select(grid => grid.Times(factor))]) : this;
        }

        public IEnumerable<Slot> Slots(double left, double top)
        {
            foreach (var grid in Grids)
            {
                foreach (var slot in grid.Slots(left + (Width - grid.Width) / 2, top)) yield return slot;
                top += grid.Height;
            }
        }
    }

    /// <summary>Panels in rows and columns; those of a column share the room at both sides of their frames, those of a row the room above and below.</summary>
    private sealed record Grid(IReadOnlyList<Room> Rooms, int Columns)
    {
        private IEnumerable<Room> Column(int column) => Rooms.Where((_, index) => index % Columns == column);

        private IEnumerable<Room> Row(int row) => Rooms.Skip(row * Columns).Take(Columns);

        private int RowCount => (Rooms.Count + Columns - 1) / Columns;

        public double Width => Enumerable.Range(0, Columns).Sum(column => Widths(column).Left + Widths(column).Frame + Widths(column).Right);

        public double Height => Enumerable.Range(0, RowCount).Sum(row => Heights(row).Above + Heights(row).Frame + Heights(row).Below);

        public double FrameHeight => Enumerable.Range(0, RowCount).Sum(row => Heights(row).Frame);

        public Grid Times(double factor) => this with { Rooms = [.. Rooms.Select(room => room with { Width = factor * room.Width, Height = factor * room.Height })] };

        public IEnumerable<Slot> Slots(double left, double top)
        {
            for (var row = 0; row < RowCount; row++)
            {
                var (above, high, below) = Heights(row);
                var x = left;
                for (var column = 0; column < Columns && row * Columns + column < Rooms.Count; column++)
                {
                    var (atLeft, wide, atRight) = Widths(column);
                    var room = Rooms[row * Columns + column];
                    yield return room.Grows
                        ? new Slot(x + atLeft, top + above, wide, high)
                        : new Slot(Math.Round(x + atLeft), Math.Round(top + above), room.Width, room.Height);
                    x += atLeft + wide + atRight;
                }

                top += above + high + below;
            }
        }

        private (double Left, double Frame, double Right) Widths(int column) =>
            (Column(column).Max(room => room.Left), Column(column).Max(room => room.Width), Column(column).Max(room => room.Right));

        private (double Above, double Frame, double Below) Heights(int row) =>
            (Row(row).Max(room => room.Above), Row(row).Max(room => room.Height), Row(row).Max(room => room.Below));
    }
}
