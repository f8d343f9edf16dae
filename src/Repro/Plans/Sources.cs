// The sources on which the numbers of a kind of job depend, with their hashes. The build makes the tables with src/CodeIdentity.

using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Repro.Plans;

/// <summary>
/// The code of a kind of job: what its handler uses, directly or not, of the assemblies that have a table of their sources.
/// </summary>
public sealed class Sources
{
    private const int MostNamed = 3;
    private static readonly ConcurrentDictionary<Type, Sources> Known = [];

    internal Sources(IReadOnlyDictionary<string, string> files)
    {
        Files = files;
        Fingerprint = files.Count == 0 ? "" : HashOf(files.Select(file => $"{file.Value} {file.Key}\n"));
    }

    /// <summary>Code without an identity, which equals all other such code.</summary>
    public static Sources None { get; } = new(new SortedDictionary<string, string>());

    /// <summary>
    /// Each source by its path in the repository, with the SHA-256 of the tokens of those of its parts that are used; sorted.
    /// </summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>SHA-256 of <see cref="Files"/>; empty where there are none.</summary>
    public string Fingerprint { get; }

    /// <summary>Returns the code that <paramref name="handler"/> uses; <see cref="None"/> where its assembly has no table.</summary>
    public static Sources Of(Type handler) => Known.GetOrAdd(
        handler, type => SourceTable.Of(type.Assembly) is { } table ? new(table.Reached($"I:{type.FullName!.Replace('+', '.')}")) : None);

    /// <summary>Returns the files that only one of the two has, or that differ between them; sorted.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        [.. one.Keys.Union(other.Keys).Where(file => one.GetValueOrDefault(file) != other.GetValueOrDefault(file))
            .Order(StringComparer.Ordinal)];

    /// <summary>Returns files as the subject of a sentence for people; at most three are named.</summary>
    internal static string Text(IReadOnlyList<string> files) => files.Count switch
    {
        0 => "the code of its inputs",
        <= MostNamed => string.Join(", ", files),
        _ => $"{string.Join(", ", files.Take(MostNamed))} and {files.Count - MostNamed} more",
    };

    private static string HashOf(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));

    /// <summary>The parts of the sources of an assembly and of those that it refers to.</summary>
    private sealed class SourceTable
    {
        private static readonly ConcurrentDictionary<Assembly, SourceTable?> Tables = [];

        private readonly Dictionary<string, List<Part>> parts = new(StringComparer.Ordinal);

        public static SourceTable? Of(Assembly assembly) =>
            Tables.GetOrAdd(assembly, each => TextOf(each) is { } text ? new SourceTable(text) : null);

        private SourceTable(string text)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            var texts = new Queue<string>([text]);
            while (texts.TryDequeue(out var next))
                foreach (var reference in Add(next).Where(known.Add)) texts.Enqueue(TextOf(Assembly.Load(reference))!);
        }

        /// <summary>Returns for each file the hash of its parts that can be reached from a part.</summary>
        /// <exception cref="InvalidOperationException">Thrown when there is no such part.</exception>
        public SortedDictionary<string, string> Reached(string start)
        {
            if (!parts.ContainsKey(start))
                throw new InvalidOperationException(
                    $"The table of sources has no {start}, so the code of its jobs cannot be told. Build again.");
            var reached = new SortedSet<string>([start], StringComparer.Ordinal);
            var open = new Stack<string>(reached);
            while (open.TryPop(out var name))
                foreach (var reference in PartsOf(name).SelectMany(part => part.References))
                    if (reached.Add(reference)) open.Push(reference);
            var lines = reached
                .SelectMany(name => PartsOf(name).Where(part => part.Hash.Length > 0)
                    .Select(part => (part.File, Line: $"{part.Hash} {name}\n")))
                .Distinct();
            return new(lines.GroupBy(each => each.File, each => each.Line).ToDictionary(file => file.Key, HashOf), StringComparer.Ordinal);
        }

        private IReadOnlyList<Part> PartsOf(string name) => parts.GetValueOrDefault(name, []);

        private List<string> Add(string text)
        {
            List<string> assemblies = [], files = [], names = [];
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var content = line[2..];
                switch (line[0])
                {
                    case 'R': assemblies.Add(content); break;
                    case 'F': files.Add(content); break;
                    case 'N': names.Add(content); break;
                    default: AddPart(content.Split(' '), files, names); break;
                }
            }

            return assemblies;
        }

        private void AddPart(string[] fields, List<string> files, List<string> names)
        {
            var references = fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(place => names[Number(place)]);
            var name = names[Number(fields[0])];
            if (!parts.TryGetValue(name, out var known)) parts[name] = known = [];
            known.Add(new(files[Number(fields[1])], fields[2], [.. references]));
        }

        private static int Number(string text) => int.Parse(text);

        private static string? TextOf(Assembly assembly) =>
            assembly.GetType(nameof(SourceTable))?.GetProperty(
                "Text", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null) as string;

        private sealed record Part(string File, string Hash, IReadOnlyList<string> References);
    }
}
