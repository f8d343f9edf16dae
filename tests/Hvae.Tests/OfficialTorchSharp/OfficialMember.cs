// A member as the listing has it: "static torch.Tensor abs(torch.Tensor input)", "int Length { get; }", "long Item[int] { get; }" or "long step;".

namespace Hvae.Tests.OfficialTorchSharp;

/// <summary>Its modifiers are of protected, static, virtual and abstract (the listing calls an override virtual); a constructor has no type.</summary>
internal abstract record OfficialMember(IReadOnlyList<string> Modifiers, string Type, string Name)
{
    private static readonly string[] KnownModifiers = ["protected", "static", "virtual", "abstract"];

    public bool Is(string modifier) => Modifiers.Contains(modifier);

    /// <exception cref="FormatException">The line is none of the four forms.</exception>
    public static OfficialMember Parse(string line) => line[^1] switch
    {
        ')' => OfficialMethod.Parse(line),
        '}' => OfficialProperty.Parse(line),
        ';' => OfficialField.Parse(line),
        _ => throw new FormatException($"'{line}' is no method, constructor, property or field."),
    };

    /// <summary>Splits what precedes a parameter list or accessors into modifiers, type and name.</summary>
    protected static (IReadOnlyList<string> Modifiers, string Type, string Name) Head(string head)
    {
        var words = Brackets.SplitOutside(head, ' ');
        var modifiers = words.TakeWhile(KnownModifiers.Contains).ToArray();
        return (words.Count - modifiers.Length) switch
        {
            1 => (modifiers, "", words[^1]),
            2 => (modifiers, words[^2], words[^1]),
            _ => throw new FormatException($"'{head}' is not modifiers, a type and a name."),
        };
    }
}

internal sealed record OfficialField(IReadOnlyList<string> Modifiers, string Type, string Name) : OfficialMember(Modifiers, Type, Name)
{
    public static new OfficialField Parse(string line)
    {
        var (modifiers, type, name) = Head(line[..^1]);
        return new(modifiers, type, name);
    }
}

/// <summary>A property, or an indexer by the types in Index; accessors as in "get; set;".</summary>
internal sealed record OfficialProperty(IReadOnlyList<string> Modifiers, string Type, string Name, IReadOnlyList<string> Index, string Accessors)
    : OfficialMember(Modifiers, Type, Name)
{
    public static new OfficialProperty Parse(string line)
    {
        var brace = line.IndexOf('{', StringComparison.Ordinal);
        var (modifiers, type, name) = Head(line[..brace]);
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        var index = bracket < 0 ? [] : Brackets.SplitOutside(name[(bracket + 1)..^1], ',');
        return new(modifiers, type, bracket < 0 ? name : name[..bracket], index, line[(brace + 1)..^1].Trim());
    }
}

/// <summary>A method or a constructor; generics as in "&lt;T1, T2>", empty for most.</summary>
internal sealed record OfficialMethod(IReadOnlyList<string> Modifiers, string Type, string Name, string Generics, IReadOnlyList<OfficialParameter> Parameters)
    : OfficialMember(Modifiers, Type, Name)
{
    public bool IsConstructor => Type.Length == 0;

    public static new OfficialMethod Parse(string line)
    {
        var parenthesis = line.IndexOf('(', StringComparison.Ordinal);
        var (modifiers, type, name) = Head(line[..parenthesis]);
        var plain = name.Split('<')[0];
        var parameters = Brackets.SplitOutside(line[(parenthesis + 1)..^1], ',').Select(OfficialParameter.Parse).ToArray();
        return new(modifiers, type, plain, name[plain.Length..], parameters);
    }
}

/// <summary>Its modifier is ref, out, in, params or empty; in its default, as in the listing, enum values are numbers and characters have no quotes.</summary>
internal sealed record OfficialParameter(string Modifier, string Type, string Name, string? Default)
{
    public static OfficialParameter Parse(string text)
    {
        var sides = text.Split(" = ", 2);
        var words = Brackets.SplitOutside(sides[0].Replace("out ref ", "out ", StringComparison.Ordinal), ' ');
        return new(words.Count == 3 ? words[0] : "", words[^2], words[^1], sides.ElementAtOrDefault(1));
    }
}
