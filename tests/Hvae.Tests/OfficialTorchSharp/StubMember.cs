// A member of the official package as C# without a body.

namespace Hvae.Tests.OfficialTorchSharp;

/// <param name="type">Whose members are written.</param>
/// <param name="enums">Full names of the package's enums, whose default values the listing has as numbers.</param>
internal sealed class StubMember(OfficialType type, IReadOnlySet<string> enums)
{
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_UnaryNegation"] = "-",
        ["op_Multiply"] = "*",
        ["op_Division"] = "/",
        ["op_Modulus"] = "%",
        ["op_BitwiseAnd"] = "&",
        ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^",
        ["op_OnesComplement"] = "~",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
    };

    public string Write(OfficialMember member) => member switch
    {
        OfficialField => $"{Modifiers(member)} {member.Type} @{member.Name};",
        OfficialProperty property => Property(property),
        OfficialMethod { IsConstructor: true } constructor => $"{Modifiers(member)} @{type.Path[^1].Split('<')[0]}({Parameters(constructor)}) => throw null!;",
        OfficialMethod method => Method(method),
        _ => throw new ArgumentOutOfRangeException(nameof(member)),
    };

    public string Parameters(OfficialMethod method) => string.Join(", ", method.Parameters.Select((parameter, i) =>
        $"{(i == 0 && IsExtension(method) ? "this " : "")}{parameter.Modifier} {parameter.Type} @{parameter.Name}{Default(parameter)}"));

    private string Property(OfficialProperty property)
    {
        // An indexer over an array is one with params: t[..., 0].
        var indices = property.Index.Select((index, i) => $"{(index.EndsWith("[]", StringComparison.Ordinal) ? "params " : "")}{index} i{i}");
        var name = property.Index.Count == 0 ? $"@{property.Name}" : $"this[{string.Join(", ", indices)}]";
        var accessors = type.Kind == "interface" ? property.Accessors : property.Accessors.Replace(";", " => throw null!;", StringComparison.Ordinal);
        return $"{Modifiers(property)} {property.Type} {name} {{ {accessors} }}";
    }

    private string Method(OfficialMethod method)
    {
        var name = method.Name switch
        {
            "op_Implicit" => $"implicit operator {method.Type}",
            "op_Explicit" => $"explicit operator {method.Type}",
            _ when Operators.TryGetValue(method.Name, out var symbol) => $"{method.Type} operator {symbol}",
            _ => $"{method.Type} @{method.Name}{method.Generics}",
        };
        var constraint = method.Generics.Length > 0 && type.FullName == "ModuleExtensionMethods" ? " where T : torch.nn.Module" : "";
        var body = method.Is("abstract") ? "" : " => throw null!";
        return $"{Modifiers(method)} {name}({Parameters(method)}){constraint}{body};";
    }

    private string Modifiers(OfficialMember member) => type.Kind switch
    {
        "interface" => "",
        // What a structure has virtual, it overrides.
        "struct" => string.Join(' ', member.Modifiers.Select(modifier => modifier == "virtual" ? "override" : modifier).Prepend("public")),
        _ => string.Join(' ', member.Is("protected") ? member.Modifiers : member.Modifiers.Prepend("public")),
    };

    // The listing does not say which methods are extensions; TorchSharp's naming does.
    private bool IsExtension(OfficialMethod method) =>
        type.FullName.EndsWith("ExtensionMethods", StringComparison.Ordinal) && method.Parameters[0].Modifier.Length == 0;

    private string Default(OfficialParameter parameter) => parameter.Default is not { } value ? "" : parameter.Type.TrimEnd('?') switch
    {
        _ when value == "default" => " = default",
        "float" => $" = {value}f",
        "Char" => $" = '{value}'",
        var name when enums.Contains(name) => $" = ({name})({value})",
        _ => $" = {value}",
    };
}
