// Places panels of all kinds: rows are stacked to blocks, in which the frames of equally long rows are aligned; blocks are side by side.

namespace Repro.Figures;

/// <summary>Slots of all panels, and the size of the whole.</summary>
internal sealed record PageGrid(IReadOnlyList<Slot> Slots, double Width, double Height)
{
    /// <exception cref="ArgumentException">Thrown when there is no panel, or the rows and blocks do not hold all panels.</exception>
    public static PageGrid For(Figure figure, IReadOnlyList<Drawing> drawings)
    {
        var count = drawings.Count;
        if (count == 0 || figure.PanelsPerRow < 1)
            throw new ArgumentException(
                $"The figure {figure.Name} has {count} panels, {figure.PanelsPerRow} in a row; give at least one of each.", nameof(figure));
        var stated = figure.Blocks ?? [[.. Enumerable.Range(0, count).Chunk(figure.PanelsPerRow).Select(row => row.Length)]];
        if (stated.Sum(block => block.Sum()) != count || stated.Any(block => block.Count == 0 || block.Any(row => row < 1)))
            throw new ArgumentException(
                $"The blocks of the figure {figure.Name} hold {stated.Sum(block => block.Sum())} panels, and it has {count}; give "
                + $"every panel one place.", nameof(figure));

        var rooms = new Queue<Room>(drawings.Select(drawing => drawing.RoomAmong(stated.Sum(block => block.Max()))));
        var blocks = stated.Select(block => new Block([.. block.Select(Row)])).ToList();
        var height = blocks.Max(block => block.Height);
        var (slots, left) = (new List<Slot>(), 0.0);
        foreach (var block in blocks.Select(block => block.Grown(height)))
        {
            slots.AddRange(block.Slots(left, (height - block.Height) / 2));
            left += block.Width;
        }

        return new(slots, left, height);

        IReadOnlyList<Room> Row(int count) => [.. Enumerable.Range(0, count).Select(_ => rooms.Dequeue())];
    }

    /// <summary>Rows one above the other, centred.</summary>
    private sealed record Block(IReadOnlyList<IReadOnlyList<Room>> Rows)
    {
        /// <summary>Factor by which a block that is lower than the others grows at most.</summary>
        private const double MostGrown = 3;

        public double Width => Rows.Max(row => Columns(row).Sum(column => column.Left + column.Width + column.Right));

        public double Height => Rows.Select(Largest).Sum(row => row.Above + row.Height + row.Below);

        /// <summary>Returns the block with frames that are so large that it fills <paramref name="height"/>, if its panels allow.</summary>
        public Block Grown(double height)
        {
            var frames = Rows.Sum(row => Largest(row).Height);
            var factor = Math.Min(MostGrown, (height - Height + frames) / frames);
            return Rows.All(row => row.All(room => room.Grows)) ? new([.. Rows.Select(Times)]) : this;

            IReadOnlyList<Room> Times(IReadOnlyList<Room> row) =>
                [.. row.Select(room => room with { Width = factor * room.Width, Height = factor * room.Height })];
        }

        public IEnumerable<Slot> Slots(double left, double top)
        {
            foreach (var row in Rows)
            {
                var (high, columns) = (Largest(row), Columns(row));
                var x = left + (Width - columns.Sum(column => column.Left + column.Width + column.Right)) / 2;
                foreach (var (room, column) in row.Zip(columns))
                {
                    yield return room.Grows
                        ? new Slot(x + column.Left, top + high.Above, column.Width, high.Height)
                        : new Slot(Math.Round(x + column.Left), Math.Round(top + high.Above), room.Width, room.Height);
                    x += column.Left + column.Width + column.Right;
                }

                top += high.Above + high.Height + high.Below;
            }
        }

        /// <summary>
        /// Returns the rooms of the columns of a row. Panels of one column have the same room at both sides of their frames.
        /// </summary>
        private IReadOnlyList<Room> Columns(IReadOnlyList<Room> row) =>
            [.. row.Index().Select(column => Largest(Rows.Where(other => other.Count == row.Count).Select(other => other[column.Index])))];

        private static Room Largest(IEnumerable<Room> rooms) => rooms.Aggregate((a, b) => new(
            Math.Max(a.Left, b.Left), Math.Max(a.Above, b.Above), Math.Max(a.Right, b.Right), Math.Max(a.Below, b.Below),
                Math.Max(a.Width, b.Width), Math.Max(a.Height, b.Height), a.Grows && b.Grows));
    }
}
