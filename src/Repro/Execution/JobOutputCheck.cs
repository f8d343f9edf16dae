// Refuses a handler's output that could not be recorded or verified later.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

internal static class JobOutputCheck
{
    /// <exception cref="JobFailedException">A metric is not finite, or two have one name.</exception>
    public static void Require(JobOutput output)
    {
        var names = new HashSet<string>();
        foreach (var metric in output.Metrics)
        {
            if (!double.IsFinite(metric.Value) || metric.StandardError is { } error && !double.IsFinite(error))
                throw new JobFailedException($"The metric '{metric.Name}' is not finite ({metric.Value} ± {metric.StandardError}); see the job's log for where the computation went astray.");
            if (!names.Add(metric.Name)) throw new JobFailedException($"The metric '{metric.Name}' stands twice in the job's output; give each its own name.");
        }
    }

    /// <exception cref="JobFailedException">A file is not there or not inside the folder.</exception>
    public static IReadOnlyDictionary<string, string> HashFiles(string folder, IReadOnlyList<string> files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(folder, file));
            if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new JobFailedException($"The result file '{file}' is not inside the job's folder {folder}; write it there.");
            if (!File.Exists(path)) throw new JobFailedException($"The result file {path} was announced but not written.");
            hashes[file] = ResultFile.HashOfFile(path);
        }

        return hashes;
    }
}
