// Compiles sources in memory like the build, with the table of their code.

using CodeIdentity;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Repro.Tests.Plans;

internal static class CompiledCode
{
    private static readonly string Usings = string.Concat(
        ((string[])["", ".Collections.Generic", ".IO", ".Linq", ".Net.Http", ".Threading", ".Threading.Tasks"])
            .Select(name => $"global using System{name};"));

    private static readonly string[] Platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    /// <summary>Path of the assembly's file.</summary>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="root">Root of the repository.</param>
    /// <param name="sources">Text of the sources by their paths in the repository.</param>
    /// <param name="version">Version of the assembly.</param>
    public static byte[] Of(string name, string root, IEnumerable<(string Path, string Text)> sources, string version = "1.0.0.0")
    {
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, path: root + source.Path))
            .Append(CSharpSyntaxTree.ParseText(
                $"{Usings} [assembly: System.Reflection.AssemblyVersion(\"{version}\")]", path: "elsewhere.cs"));
        var references = Platform.Where(path => Path.GetFileNameWithoutExtension(path) != name)
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithOptimizationLevel(OptimizationLevel.Release).WithAllowUnsafe(true)
                .WithNullableContextOptions(NullableContextOptions.Enable).WithDeterministic(true);
        var compilation = CSharpCompilation.Create(name, trees, references, options);
        CSharpGeneratorDriver.Create([new SourceTableGenerator().AsSourceGenerator()], optionsProvider: new Root(root))
            .RunGeneratorsAndUpdateCompilation(compilation, out var complete, out _);
        using var file = new MemoryStream();
        var emitted = complete.Emit(file);
        return emitted.Success
            ? file.ToArray()
            : throw new InvalidOperationException(
                string.Join('\n', emitted.Diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error)));
    }

    private sealed class Root(string folder) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Option(folder);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Option(string folder) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = folder;
            return key == "build_property.RepositoryRoot";
        }
    }
}
