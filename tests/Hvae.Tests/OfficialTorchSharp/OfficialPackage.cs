// The official package as far as the compiler is concerned: its public members in an assembly in memory, to compile sources against.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hvae.Tests.OfficialTorchSharp;

/// <summary>Not checked is what the listing does not tell: sealed and obsolete members, type constraints, nullability. Names of tuple elements are unknown here.</summary>
public sealed class OfficialPackage
{
    private static readonly IReadOnlyList<MetadataReference> Framework = [.. FrameworkAssemblies().Select(file => MetadataReference.CreateFromFile(file))];

    private readonly MetadataReference package;

    public OfficialPackage()
    {
        var stub = OfficialStub.Write(OfficialSurface.Read(ReferenceFolder.File("torchsharp-api.txt")));
        package = StubCompilation.Compile(Compilation("TorchSharp", NullableContextOptions.Disable, [CSharpSyntaxTree.ParseText(stub)], Framework));
    }

    /// <summary>What keeps these sources from compiling, as one assembly, against the package.</summary>
    public IReadOnlyList<Diagnostic> Errors(IEnumerable<SyntaxTree> sources) =>
    [
        .. Compilation("Hvae", NullableContextOptions.Enable, sources, [.. Framework, package]).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
    ];

    private static CSharpCompilation Compilation(string name, NullableContextOptions nullable, IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references) =>
        CSharpCompilation.Create(name, sources, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: nullable));

    // The running framework's own assemblies: whatever else this process has loaded, our own TorchSharp above all, could hide what the package lacks.
    private static IEnumerable<string> FrameworkAssemblies()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetDirectoryName(file) == folder);
    }
}
