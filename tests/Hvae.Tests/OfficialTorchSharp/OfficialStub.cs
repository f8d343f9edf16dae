// The official package as C# source without bodies, with what the listing does not tell supplied by rule.

using System.Text;

namespace Hvae.Tests.OfficialTorchSharp;

internal static class OfficialStub
{
    private const string Usings = """
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Globalization;
        using System.IO;
        using System.Numerics;
        using System.Reflection;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    public static string Write(OfficialSurface surface)
    {
        var enums = surface.Types.Where(type => type.Kind == "enum").Select(type => type.FullName).ToHashSet();
        var text = new StringBuilder(Usings);
        foreach (var type in surface.Types)
        {
            var outer = type.Path.SkipLast(1).ToArray();
            text.Append($"namespace {type.Namespace} {{ ")
                .AppendJoin("", outer.Select(name => $"partial class {name} {{ "))
                .Append(Declaration(type, new StubMember(type, enums)))
                .Append('}', outer.Length + 1)
                .Append('\n');
        }
        return text.ToString();
    }

    private static string Declaration(OfficialType type, StubMember member)
    {
        var name = type.Path[^1];
        if (type.Kind == "enum")
            return $"public enum {name} {{ {string.Join(", ", type.Values.Select(value => $"@{value}"))} }}";
        if (type.IsDelegate)
            return type.Methods.Where(method => method.Name == "Invoke").Select(invoke => $"public delegate {invoke.Type} {name}({member.Parameters(invoke)});").Single();

        // Finalizers are nobody's to call, and C# has no way to write them as methods.
        var members = type.Members.Where(official => official.Name != "Finalize").Select(member.Write).Concat(Unlisted(type));
        var bases = Bases(type).ToArray();
        return $"public {type.Modifier} partial {type.Kind} {name}{(bases.Length == 0 ? "" : " : ")}{string.Join(", ", bases)}\n{{\n{string.Join('\n', members)}\n}}";
    }

    private static IEnumerable<string> Bases(OfficialType type)
    {
        if (type.Base is not null and not "ValueType")
            yield return type.Base;
        if (type.Modifier == "static" || type.Kind == "interface")
            yield break;
        if (type.Methods.Any(method => method is { Name: "Dispose", Parameters: [] }))
            yield return "IDisposable";
        if (Items(type) is { } items)
            yield return $"IEnumerable<{items}>";
        if (type.FullName.StartsWith("torch.nn.Module<", StringComparison.Ordinal))
            yield return $"torch.nn.I{type.Path[^1]}";
    }

    // Members that are not public, which the type itself or those derived from it need all the same.
    private static IEnumerable<string> Unlisted(OfficialType type)
    {
        if (type is { Kind: "class", Modifier: not "static" } && !type.Methods.Any(method => method is { IsConstructor: true, Parameters: [] }))
            yield return $"internal {type.Path[^1].Split('<')[0]}() {{ }}";
        if (Items(type) is not null)
            yield return "IEnumerator IEnumerable.GetEnumerator() => throw null!;";
    }

    private static string? Items(OfficialType type) =>
        type.Methods.FirstOrDefault(method => method.Name == "GetEnumerator")?.Type["IEnumerator<".Length..^1];
}
