// Divides a source into the parts that other code can refer to, and follows the names in each.

using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeIdentity;

/// <summary>A part of a source.</summary>
/// <param name="name">The documentation identifier of a member or a type (<c>T:</c>), or <c>I:</c> and a type for its objects.</param>
/// <param name="file">The source's path in the repository.</param>
/// <param name="hash">Hash of the tokens; empty for a member that is part of its type's objects.</param>
/// <param name="references">Names of the parts that it refers to.</param>
internal sealed class Part(string name, string file, string hash, IReadOnlyCollection<string> references)
{
    public string Name => name;

    public string File => file;

    public string Hash => hash;

    public IReadOnlyCollection<string> References => references;
}

/// <summary>
/// The parts of one source. A type has a part for its static members (<c>T:</c>, its head and static constructor) and one for its
/// objects (<c>I:</c>): bases, fields, constructors, and whatever is called without being named in the code that calls it, e.g. overrides,
/// implementations of interfaces and operators. Every other member is a part by itself. A call of a static member thus needs nothing else
/// of its type, while a type that is created, or named in any other way, includes its objects.
/// </summary>
/// <param name="model">Semantic model of the source, which resolves names.</param>
/// <param name="known">Assemblies that have tables.</param>
/// <param name="file">The source's path in the repository.</param>
internal sealed class FileParts(SemanticModel model, ISet<ISymbol> known, string file)
{
    /// <summary>Attribute of types that have no parts, because what they do is identified in another way.</summary>
    private const string Boundary = "CodeBoundaryAttribute";

    /// <summary>Methods that the language calls without naming them.</summary>
    private static readonly HashSet<string> CalledByTheLanguage = new(StringComparer.Ordinal)
    {
        "Add", "Current", "Deconstruct", "Dispose", "DisposeAsync", "GetAsyncEnumerator", "GetAwaiter", "GetEnumerator",
        "GetPinnableReference",
        "GetResult", "MoveNext", "MoveNextAsync", "PrintMembers", "Slice",
    };

    public IEnumerable<Part> All() => model.SyntaxTree.GetRoot()
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .SelectMany(member => member switch
        {
            TypeDeclarationSyntax type when model.GetDeclaredSymbol(type) is { } symbol && !IsBoundary(symbol) => OfType(type, symbol),
            EnumDeclarationSyntax or DelegateDeclarationSyntax
                when model.GetDeclaredSymbol(member) is INamedTypeSymbol symbol && !IsBoundary(symbol) =>
                    [New(ObjectsOf(symbol), [member], [])],
            _ => [],
        });

    private IEnumerable<Part> OfType(TypeDeclarationSyntax type, INamedTypeSymbol symbol)
    {
        var ofType = symbol.GetDocumentationCommentId()!;
        var ofObjects = ObjectsOf(symbol);
        var implementing = Implementations(symbol);
        var objects = new List<SyntaxNode?> { type.ParameterList, type.BaseList };
        var statics = new List<SyntaxNode?> { type.TypeParameterList };
        statics.AddRange(type.AttributeLists);
        statics.AddRange(type.ConstraintClauses);
        foreach (var member in type.Members)
        {
            if (member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) continue;
            var declared = Declared(member).ToList();
            if (member is ConstructorDeclarationSyntax && declared[0].IsStatic)
            {
                statics.Add(member);
            }
            else if (declared.Count == 0 || declared.Any(each => IsOfObjects(member, each, symbol, implementing)))
            {
                objects.Add(member);
                foreach (var each in declared) yield return new(Name(each), file, "", [ofObjects]);
            }
            else
            {
                foreach (var each in declared) yield return New(Name(each), [member], each.IsStatic ? [ofType] : [ofType, ofObjects]);
            }
        }

        foreach (var property in Positional(type)) yield return new(Name(property), file, "", [ofObjects]);
        var head = type.Modifiers.Append(type.Keyword).Append(type.Identifier);
        yield return New(ofType, statics, [], head);
        yield return New(ofObjects, objects, [ofType, .. implementing.Where(each => IsKnown(each) && !IsIn(each, symbol)).Select(Name)]);
    }

    private IEnumerable<ISymbol> Declared(MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax fields => fields.Declaration.Variables.Select(field => model.GetDeclaredSymbol(field)).OfType<ISymbol>(),
        _ => model.GetDeclaredSymbol(member) is { } symbol ? [symbol] : [],
    };

    private IEnumerable<ISymbol> Positional(TypeDeclarationSyntax type) => type is RecordDeclarationSyntax { ParameterList: { } list }
        ? list.Parameters.Select(Property).OfType<IPropertySymbol>()
        : [];

    private ISymbol? Property(ParameterSyntax parameter) =>
        model.GetDeclaredSymbol(parameter)?.ContainingType?.GetMembers(parameter.Identifier.ValueText).FirstOrDefault();

    private static bool IsOfObjects(MemberDeclarationSyntax member, ISymbol symbol, INamedTypeSymbol type, ISet<ISymbol> implementing)
    {
        if (type.TypeKind == TypeKind.Interface || symbol.IsOverride || implementing.Contains(symbol)) return true;
        if (member is BaseMethodDeclarationSyntax and not MethodDeclarationSyntax or IndexerDeclarationSyntax) return true;
        if (symbol.IsStatic) return symbol is not (IFieldSymbol or IPropertySymbol or IMethodSymbol or IEventSymbol);
        return symbol switch
        {
            IMethodSymbol method => CalledByTheLanguage.Contains(method.Name),
            IPropertySymbol property =>
                type.IsRecord || CalledByTheLanguage.Contains(property.Name) || IsAutomatic((PropertyDeclarationSyntax)member),
            _ => true,
        };
    }

    private static bool IsAutomatic(PropertyDeclarationSyntax property) =>
        property.ExpressionBody is null
            && property.AccessorList!.Accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null);

    /// <summary>Returns the members that implement those of the type's interfaces; a base class may have them.</summary>
    private static HashSet<ISymbol> Implementations(INamedTypeSymbol type) => new(
        type.AllInterfaces.SelectMany(each => each.GetMembers()).Select(type.FindImplementationForInterfaceMember).OfType<ISymbol>(),
        SymbolEqualityComparer.Default);

    private Part New(string name, IEnumerable<SyntaxNode?> nodes, IEnumerable<string> references, IEnumerable<SyntaxToken>? head = null)
    {
        var all = new SortedSet<string>(references, StringComparer.Ordinal);
        var text = new StringBuilder();
        void Take(SyntaxToken token) => text.Append(token.Text.Replace("\r\n", "\n")).Append('\0');
        foreach (var token in head ?? []) Take(token);
        foreach (var node in nodes.OfType<SyntaxNode>())
        {
            foreach (var token in node.DescendantTokens()) Take(token);
            foreach (var part in node.DescendantNodesAndSelf()) all.UnionWith(References(part));
        }

        all.Remove(name);
        return new(name, file, Hash(text.ToString()), all);
    }

    private IEnumerable<string> References(SyntaxNode node)
    {
        if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax)) return [];
        var info = model.GetSymbolInfo(node);
        return (info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols.AsEnumerable()).Select(each => Named(each, node))
            .OfType<string>();
    }

    /// <summary>
    /// Returns the part that a name refers to; null for locals, parameters, other assemblies, and a type in front of its static member.
    /// </summary>
    private string? Named(ISymbol symbol, SyntaxNode node)
    {
        symbol = symbol switch
        {
            IAliasSymbol alias => alias.Target,
            IMethodSymbol { ReducedFrom: { } extension } => extension,
            IMethodSymbol { AssociatedSymbol: { } property } => property,
            _ => symbol,
        };
        symbol = symbol.OriginalDefinition;
        if (!IsKnown(symbol)) return null;
        return symbol switch
        {
            INamedTypeSymbol type => type.IsAnonymousType || type.IsTupleType || IsQualifier(node) ? null : ObjectsOf(type),
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => ObjectsOf(symbol.ContainingType),
            IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction } => null,
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => ObjectsOf(symbol.ContainingType),
            IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol
                when symbol.ContainingType is { IsAnonymousType: false, IsTupleType: false } => Name(symbol),
            _ => null,
        };
    }

    private static bool IsQualifier(SyntaxNode node)
    {
        var isLast = node.Parent is MemberAccessExpressionSyntax left && left.Name == node || node.Parent is QualifiedNameSyntax right
            && right.Right == node;
        var whole = isLast ? node.Parent! : node;
        return whole.Parent is MemberAccessExpressionSyntax access && access.Expression == whole
            || whole.Parent is QualifiedNameSyntax name && name.Left == whole;
    }

    private bool IsKnown(ISymbol symbol) => symbol.ContainingAssembly is { } assembly && known.Contains(assembly);

    private static bool IsIn(ISymbol member, INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(member.ContainingType, type);

    private static bool IsBoundary(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Boundary) || type.ContainingType is { } outer
            && IsBoundary(outer);

    private static string ObjectsOf(INamedTypeSymbol type) => "I:" + type.OriginalDefinition.GetDocumentationCommentId()!.Substring(2);

    private static string Name(ISymbol symbol) => symbol.OriginalDefinition.GetDocumentationCommentId()!;

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(16).Select(value => value.ToString("x2")));
    }
}
