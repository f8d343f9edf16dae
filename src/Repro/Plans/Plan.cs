// The jobs that an invocation needs: those asked for and all their inputs, each once, inputs first.

using Shared;

namespace Repro.Plans;

/// <summary>Jobs and all their inputs, each key once, in an order in which they can run.</summary>
public sealed class Plan
{
    private readonly HashSet<string> known = [];
    private readonly List<Job> jobs = [];

    /// <summary>All jobs; each comes after its inputs.</summary>
    public IReadOnlyList<Job> Jobs => jobs;

    /// <summary>Returns the plan that computes <paramref name="requested"/>.</summary>
    /// <exception cref="PlanException">Thrown when a job cannot be planned.</exception>
    public static Plan Of(IEnumerable<Job> requested)
    {
        var plan = new Plan();
        foreach (var job in requested) plan.Add(job);
        return plan;
    }

    /// <summary>Checks that each job has a handler.</summary>
    /// <exception cref="PlanException">Thrown when a kind is not among <paramref name="kinds"/>.</exception>
    public void RequireKinds(IReadOnlyCollection<string> kinds)
    {
        foreach (var job in jobs.Where(job => !kinds.Contains(job.Kind)))
            throw new PlanException(
                $"No handler runs the kind '{job.Kind}' of the job '{job.Label}'.{NearestNames.Suggest(job.Kind, kinds)} Register a "
                + "handler for it.");
    }

    private void Add(Job job)
    {
        if (!known.Add(KeyOf(job))) return;
        Validate(job);
        foreach (var input in job.Inputs) Add(input);
        jobs.Add(job);
    }

    private static string KeyOf(Job job)
    {
        try
        {
            return job.Key;
        }
        catch (ArgumentException problem)
        {
            throw new PlanException($"The job '{job.Label}' of kind '{job.Kind}' has no key: {problem.Message} Correct its configuration.",
                problem);
        }
    }

    private static void Validate(Job job)
    {
        if (job.Kind.Length == 0 || !job.Kind.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            throw new PlanException(
                $"The kind '{job.Kind}' of the job '{job.Label}' names a folder; use lower-case letters, digits and '-' only.");
        if (!double.IsFinite(job.Cost) || job.Cost < 0)
            throw new PlanException($"The job '{job.Label}' has the cost {job.Cost}; give a finite one that is not negative.");
    }
}

/// <summary>Thrown when an experiment plans jobs that cannot run; the message names the job and what to correct.</summary>
public sealed class PlanException(string message, Exception? inner = null) : Exception(message, inner);
