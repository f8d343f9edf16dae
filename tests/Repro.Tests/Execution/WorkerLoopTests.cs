// The worker's side of the protocol, without a process.

using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class WorkerLoopTests : FolderTest
{
    [Fact]
    public void A_worker_without_orders_ends_at_once() => Assert.Empty(Answers("", out var code).Concat(code == 0 ? [] : ["not 0"]));

    [Fact]
    public void Lines_that_are_no_orders_are_passed_over() => Assert.Empty(Answers("nonsense\n{\"job\":3}\n{\"unknown\":1}\n", out _));

    [Fact]
    public void A_kind_that_nobody_runs_is_answered_with_a_failure()
    {
        var order = JobOrder.Of(Toys.Examine(folder.Path, new Job("paint", "a picture", []))[0], new(folder.Path));

        var answer = WorkerMessage.TryRead(Assert.Single(Answers(RecordJson.Line(new ParentMessage(order)) + "\n", out _)))!;

        Assert.Equal((WorkerMessage.About.Failed, order.Key), (answer.What, answer.Key));
        Assert.Contains("'paint'", answer.Text);
    }

    [Fact]
    public void Libraries_that_cannot_be_loaded_are_a_failure_of_the_job()
    {
        var order = JobOrder.Of(Toys.Examine(folder.Path, Toys.Count())[0], new(folder.Path));
        using var answers = new StringWriter();

        WorkerLoop.Run(ToyHandlers.All, new StringReader(RecordJson.Line(new ParentMessage(order)) + "\n"), answers,
            () => throw new DllNotFoundException("libtoy.so is missing"));

        Assert.Contains("libtoy.so is missing", WorkerMessage.TryRead(answers.ToString())!.Text);
    }

    [Fact]
    public void The_end_of_the_orders_stops_the_running_job_at_a_checkpoint()
    {
        var job = Toys.Count(steps: 400, pause: 20);
        var order = JobOrder.Of(Toys.Examine(folder.Path, job)[0], new(folder.Path));

        var answers = Answers(RecordJson.Line(new ParentMessage(order)) + "\n", out _);

        Assert.Equal(WorkerMessage.About.Stopped, WorkerMessage.TryRead(answers[^1])!.What);
        Assert.False(Toys.Examine(folder.Path, job)[0].IsCached);
    }

    [Fact]
    public void An_answer_is_found_behind_what_a_library_printed()
    {
        var answer = new WorkerMessage("key", WorkerMessage.About.Progress) { Fraction = 0.25, Text = "epoch \"1\"\nof 4" };

        Assert.DoesNotContain('\n', answer.ToLine());
        Assert.Equal(answer, WorkerMessage.TryRead("OpenBLAS warning: " + answer.ToLine()));
    }

    private static IReadOnlyList<string> Answers(string orders, out int code)
    {
        using var answers = new StringWriter();
        code = WorkerLoop.Run(ToyHandlers.All, new StringReader(orders), answers, () => new Dictionary<string, string>());
        return answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
