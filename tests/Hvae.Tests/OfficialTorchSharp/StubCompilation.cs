// Compiles the stub of the official package; the compiler itself tells which of its virtual members are overrides.

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Hvae.Tests.OfficialTorchSharp;

internal static class StubCompilation
{
    private const string HidesInherited = "CS0114";

    /// <summary>The stub's metadata.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public static MetadataReference Compile(CSharpCompilation stub)
    {
        using var assembly = new MemoryStream();
        var result = WithOverrides(stub).Emit(assembly, options: new EmitOptions(metadataOnly: true));
        if (!result.Success)
            throw new InvalidOperationException($"The stub of the official package does not compile:\n{string.Join('\n', result.Diagnostics)}");
        return MetadataReference.CreateFromImage(assembly.ToArray());
    }

    // The listing calls overrides virtual. Left so they would be new overloads, which C# prefers to all inherited ones, and abstract members would lack an implementation.
    private static CSharpCompilation WithOverrides(CSharpCompilation stub)
    {
        var tree = stub.SyntaxTrees.Single();
        var root = tree.GetRoot();
        var overrides = stub.GetDeclarationDiagnostics()
            .Where(diagnostic => diagnostic.Id == HidesInherited)
            .Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>()!);
        return stub.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root.ReplaceNodes(overrides, (member, _) => Overriding(member)), tree.Options));
    }

    private static MemberDeclarationSyntax Overriding(MemberDeclarationSyntax member)
    {
        var modifier = member.Modifiers.Single(modifier => modifier.Kind() is SyntaxKind.VirtualKeyword or SyntaxKind.AbstractKeyword);
        return member.WithModifiers(member.Modifiers.Replace(modifier, SyntaxFactory.Token(SyntaxKind.OverrideKeyword).WithTriviaFrom(modifier)));
    }
}
