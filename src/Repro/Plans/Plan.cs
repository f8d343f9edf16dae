// The jobs that an invocation needs: those asked for and all their inputs, each once, inputs first.

using Shared;

namespace Repro.Plans;

/// <summary>Jobs closed over their inputs, deduplicated by key, in an order in which each could run.</summary>
public sealed class Plan
{
    private readonly Dictionary<string, Job> byKey = [];
    private readonly Dictionary<string, int> level = [];
    private readonly List<Job> jobs = [];

    private Plan()
    {
    }

    /// <summary>The jobs that were asked for, in the order of asking, each once.</summary>
    public required IReadOnlyList<Job> Requested { get; init; }

    /// <summary>All jobs; each stands after its inputs.</summary>
    public IReadOnlyList<Job> Jobs => jobs;

    /// <summary>Jobs in groups: those of level 0 have no inputs, those of level n have their farthest input in level n - 1.</summary>
    public IReadOnlyList<IReadOnlyList<Job>> Levels =>
        [.. jobs.GroupBy(job => level[job.Key]).OrderBy(group => group.Key).Select(group => group.ToList())];

    /// <summary>The plan that computes <paramref name="requested"/>.</summary>
    /// <exception cref="PlanException">A job cannot be planned as it stands.</exception>
    public static Plan Of(IEnumerable<Job> requested)
    {
        var asked = requested.ToList();
        var seen = new HashSet<string>();
        var plan = new Plan { Requested = [.. asked.Where(job => seen.Add(KeyOf(job)))] };
        foreach (var job in plan.Requested) plan.Add(job);
        return plan;
    }

    /// <summary>The plan's own job for a key; equal keys from elsewhere are the same job.</summary>
    public Job this[string key] => byKey[key];

    /// <summary>Jobs that have <paramref name="job"/> among their inputs.</summary>
    public IEnumerable<Job> DependentsOf(Job job) =>
        jobs.Where(other => other.Inputs.Any(input => input.Key == job.Key));

    /// <summary>Checks that each job has a handler.</summary>
    /// <exception cref="PlanException">A kind is not among <paramref name="kinds"/>.</exception>
    public void RequireKinds(IReadOnlyCollection<string> kinds)
    {
        foreach (var job in jobs.Where(job => !kinds.Contains(job.Kind)))
            throw new PlanException($"No handler runs the kind '{job.Kind}' of the job '{job.Label}'.{NearestNames.Suggest(job.Kind, kinds)} Register a handler for it.");
    }

    private int Add(Job job)
    {
        var key = KeyOf(job);
        if (level.TryGetValue(key, out var known)) return known;
        Validate(job);
        var own = job.Inputs.Select(Add).Append(-1).Max() + 1;
        level[key] = own;
        byKey[key] = job;
        jobs.Add(job);
        return own;
    }

    private static string KeyOf(Job job)
    {
        try
        {
            return job.Key;
        }
        catch (ArgumentException problem)
        {
            throw new PlanException($"The job '{job.Label}' of kind '{job.Kind}' has no key: {problem.Message} Correct its configuration.", problem);
        }
    }

    private static void Validate(Job job)
    {
        if (job.Kind.Length == 0 || !job.Kind.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            throw new PlanException($"The kind '{job.Kind}' of the job '{job.Label}' names a folder; use lower-case letters, digits and '-' only.");
        if (!double.IsFinite(job.Cost) || job.Cost < 0)
            throw new PlanException($"The job '{job.Label}' has the cost {job.Cost}; give a finite one that is not negative.");
    }
}

/// <summary>An experiment planned jobs that cannot run; the message names the job and what to correct.</summary>
public sealed class PlanException(string message, Exception? inner = null) : Exception(message, inner);
