// The live board leaves nothing behind on a terminal, whatever is written above it.

using Repro.Execution;
using Repro.Tests.Records;
using Spectre.Console;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class LiveProgressTests : FolderTest
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_finished_line_replaces_the_board_and_the_end_leaves_no_board(int width)
    {
        var (a, b) = (Toys.Count(1), Toys.Count(2));
        using var written = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(written),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = width;
        await using (var live = new LiveProgress(console, new(Toys.Examine(folder.Path, a, b), 2, TimeProvider.System)))
        {
            live.Report(new JobStarted(a, 1, new Dictionary<string, string>()));
            live.Report(new JobStarted(b, 2, new Dictionary<string, string>()));
            live.Report(new JobAdvanced(a, new(0.5, string.Concat(Enumerable.Repeat("a note that is long ", 10)))));
            console.WriteLine("first");
            var board = new Screen(written.ToString()).Lines;
            live.Report(new JobEnded(a, JobEnd.Done, null, null, 1));
            live.Report(new JobEnded(b, JobEnd.Failed, null, "no", 1));
            console.WriteLine("second");

            Assert.Equal("first", board[0]);
            Assert.StartsWith("worker 1: count count 1  50 %  a note", board[1]);
            Assert.All(board, line => Assert.True(line.Length < width, line));
        }

        // The board writes finished lines when it is drawn again, which may be before the second line or after it.
        var lines = new Screen(written.ToString()).Lines.Where(line => line.Length > 0).ToList();
        Assert.True(lines.Remove("second"));
        Assert.Equal(["first", "done    count count 1 (1.0 s)", "failed  count count 2: no"], lines);
    }

    /// <summary>The lines that a terminal shows; it knows what the board writes.</summary>
    private sealed class Screen
    {
        public Screen(string written)
        {
            Lines = [""];
            var row = 0;
            for (var at = 0; at < written.Length; at++)
            {
                if (written[at] == '\n')
                {
                    if (++row == Lines.Count) Lines.Add("");
                }
                else if (written[at] == '\e')
                {
                    var end = written.IndexOfAny(['A', 'J'], at);
                    if (written[end] == 'A') row -= int.Parse(written[(at + 2)..end]);
                    else Lines.RemoveRange(row + 1, Lines.Count - row - 1);
                    if (written[end] == 'J') Lines[row] = "";
                    at = end;
                }
                else if (written[at] != '\r')
                {
                    Lines[row] += written[at];
                }
            }
        }

        public List<string> Lines { get; }
    }
}
