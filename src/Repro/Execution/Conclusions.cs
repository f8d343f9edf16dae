// Lets each experiment conclude, writes its tables and figures, and records all of it.

using Repro.Environments;
using Repro.Figures;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Repro.Execution;

/// <summary>Turns results into files and records.</summary>
internal sealed class Conclusions(
    RunnerOptions options, RunRecord record, IFigureRenderer renderer, Action<string> notice, TimeProvider time)
{
    private readonly List<string> files = [];
    private readonly List<ExperimentReport> reports = [];

    public IReadOnlyList<string> Files => files;

    public IReadOnlyList<ExperimentReport> Reports => reports;

    /// <summary>
    /// Concludes all experiments. One that throws does not stop the others. A cancelled run concludes nothing more, and keeps the tables
    /// and figures of earlier runs.
    /// </summary>
    /// <param name="run">The experiments and their jobs.</param>
    /// <param name="jobs">How each job ended.</param>
    /// <param name="store">Store of the artifacts.</param>
    /// <param name="cancelled">Returns whether the run has been cancelled by now.</param>
    public Conclusions All(PlannedRun run, IReadOnlyList<JobReport> jobs, ArtifactStore store, Func<bool> cancelled)
    {
        var results = jobs.Where(job => job.State.Result is not null)
            .ToDictionary(job => job.State.Job.Key, job => (ResultOf(job, store), job.State.Result!));
        foreach (var planned in run.Experiments)
        {
            var name = planned.Experiment.Name;
            if (cancelled()) reports.Add(new(name, null, Cancelled));
            else reports.Add(One(planned, results, cancelled));
        }

        return this;
    }

    private static JobResult ResultOf(JobReport job, ArtifactStore store) => new(
        job.State.Job.Key, store.FolderOf(job.State.Job), job.State.Result!.Metrics.ToDictionary(metric => metric.Name),
        job.State.Result.Details);

    private const string Cancelled = "the run was cancelled";

    private ExperimentReport One(
        PlannedExperiment planned, IReadOnlyDictionary<string, (JobResult Result, ResultRecord Record)> results, Func<bool> cancelled)
    {
        var name = planned.Experiment.Name;
        var own = Plan.Of(planned.Plan.Jobs).Jobs.Where(job => results.ContainsKey(job.Key))
            .ToDictionary(job => job.Key, job => results[job.Key]);
        var accepted = own.Values.Select(each => each.Record.Accepted).OfType<AcceptedCode>().ToList();
        var provenance = (EnvironmentRecord.ProvenanceOf(own.Values.Select(each => each.Record.Environment)) ?? planned.Context.Provenance)
            + (accepted.Count == 0 ? "" : $" {Counted.Of(accepted.Count, "result was", "results were")} kept although "
                + $"{AcceptedCode.TextOf(accepted)} changed since.");
        Conclusion conclusion;
        try
        {
            conclusion = planned.Experiment.Conclude(
                planned.Context.Of(provenance), planned.Plan, own.ToDictionary(each => each.Key, each => each.Value.Result));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return new(
                name, null,
                $"could not conclude: {problem.GetType().Name}: {problem.Message.Split('\n')[0].TrimEnd()} (details in "
                + $"{WriteError(name, problem)})");
        }

        if (cancelled()) return new(name, null, Cancelled);
        var made = new MadeOf(
            planned.Plan.Data.Count(source => source.IsStandIn), Plan.Of(planned.Plan.Jobs).Jobs.Count - own.Count)
        {
            Started = record.Started,
        };
        record.Conclusion(name, conclusion.Passed, made.MissingResults, [.. own.Values.Select(each => each.Record)]);
        var place = new OutputPlace(options.ResultsFolder);
        var folder = place.Of(name, conclusion, made, notice);
        foreach (var table in conclusion.Tables) Write(name, table, folder);
        foreach (var claim in conclusion.Claims) record.Claim(name, claim);
        record.Notes(name, conclusion.Notes);
        var undrawn = conclusion.Figures.Select(figure => cancelled() ? Cancelled : Draw(name, figure, folder)).OfType<string>().Distinct()
            .ToList();
        place.ForgetUnchanged();
        if (conclusion.Notes.Count > 0) files.Add(NotesFile.Write(folder, name, conclusion.Notes));
        return new(name, conclusion, undrawn.Count == 0 ? null : string.Join(' ', undrawn));
    }

    private void Write(string experiment, Table table, string folder)
    {
        var csv = Path.Combine(folder, table.Name + ".csv");
        var markdown = Path.Combine(folder, table.Name + ".md");
        CsvExport.WriteTable(csv, table);
        AtomicFile.WriteText(markdown, TableText.Markdown(table));
        files.AddRange([csv, markdown]);
        record.Table(experiment, table, csv, markdown);
    }

    private string? Draw(string experiment, Figure figure, string folder)
    {
        string? error = null;
        IReadOnlyList<string> written;
        try
        {
            var drawn = renderer.Render(figure, folder);
            written = [drawn.Png, drawn.Svg, drawn.Csv];
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            error = $"The figure {figure.Name} could not be drawn: {problem.Message}";
            written = NumbersOnly(figure, folder);
        }

        files.AddRange(written);
        if (written.Count > 0) record.Figure(experiment, figure, written);
        return error;
    }

    /// <summary>Writes the numbers of a figure that could not be drawn, and removes its older pictures, which would show others.</summary>
    private static IReadOnlyList<string> NumbersOnly(Figure figure, string folder)
    {
        var places = FigureFiles.In(folder, figure.Name);
        try
        {
            File.Delete(places.Png);
            File.Delete(places.Svg);
            AtomicFile.WriteText(places.Csv, FigureCsv.Write(figure));
            return [places.Csv];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // The user is told why the figure could not be drawn, which is most likely the cause of this failure too.
        }
    }

    private string WriteError(string name, Exception problem)
    {
        var path = Path.Combine(options.ResultsFolder, name + ".error.txt");
        AtomicFile.WriteText(path, $"{time.GetUtcNow():u}\n{problem}\n");
        return path;
    }
}

/// <summary>The file with all that a reader of a target's tables and figures must know, e.g. how sizes differ from the paper's.</summary>
internal static class NotesFile
{
    public static string NameOf(string target) => $"{target}.notes.md";

    /// <summary>Writes the notes as a list in Markdown, and returns the path.</summary>
    public static string Write(string folder, string target, IReadOnlyList<string> notes)
    {
        var path = Path.Combine(folder, NameOf(target));
        AtomicFile.WriteText(path, $"# Notes on {target}\n\n{string.Concat(notes.Select(note => $"- {note}\n"))}");
        return path;
    }
}
