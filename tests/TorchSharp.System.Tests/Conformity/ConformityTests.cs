// Code written against this assembly must compile against the official package: every public member is one of its members.

using System.Reflection;
using Xunit;

namespace TorchSharp.Tests.Conformity;

public class ConformityTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What this assembly leaves out on purpose: complex numbers and bfloat16 of C#, named dimensions, printing of
    // numbers, the official package's own file format, and constructors over its native handles.
    private static readonly string[] LeftOut =
        ["Complex", "BFloat16", "<float, float>", "<double, double> scalar", "imaginary", "Half", "IList<string> dims", "string dim,", "BinaryReader", "string location", "IntPtr", "fltFormat", "op_Implicit(torch.TensorIndex"];

    private static readonly IReadOnlyDictionary<string, OfficialType> Official = OfficialApi.Read();

    [Fact]
    public void Every_public_type_and_member_is_official()
    {
        var deviations = typeof(torch).Assembly.GetExportedTypes()
            .Where(type => type != typeof(TorchExtensions))
            .SelectMany(Deviations)
            .ToList();
        Assert.True(deviations.Count == 0, $"{deviations.Count} deviations from the official package:\n{string.Join('\n', deviations)}");
    }

    [Fact]
    public void A_member_that_is_not_official_is_found()
    {
        Assert.Contains(Deviations(typeof(TorchExtensions)), d => d.Contains("TorchExtensions", StringComparison.Ordinal));
        Assert.DoesNotContain("torch.Tensor adds(torch.Tensor target)", Official["torch.Tensor"].Members);
        var own = typeof(torch.Tensor).GetMethod("add", [typeof(torch.Tensor)])!;
        Assert.Contains(ApiText.Line(own), Official["torch.Tensor"].Members);
    }

    [Fact]
    public void Offered_names_come_with_all_their_official_overloads()
    {
        var missing = typeof(torch).Assembly.GetExportedTypes()
            .Where(type => type != typeof(TorchExtensions) && !type.IsEnum)
            .SelectMany(Missing)
            .ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} overloads are missing:\n{string.Join('\n', missing)}");
    }

    private static IEnumerable<string> Missing(Type type)
    {
        var own = Lines(type, overrides: true).ToHashSet();
        var names = own.Where(l => l.Contains('(')).Select(Call).ToHashSet();
        return Official[ApiText.Name(type)].Members
            .Where(line => line.Contains('(') && names.Contains(Call(line)) && !own.Contains(line))
            .Where(line => !LeftOut.Any(part => line.Contains(part, StringComparison.Ordinal)))
            .Select(line => $"{ApiText.Name(type)}: {line}");
    }

    private static string Call(string line) => line[..line.IndexOf('(')].Split(' ')[^1];

    private static IEnumerable<string> Deviations(Type type)
    {
        var name = ApiText.Name(type);
        if (!Official.TryGetValue(name, out var official))
            return [$"{name}: no such type"];
        List<string> found = [];
        if (ApiText.Header(type) != official.Header)
            found.Add($"{name}: declared '{ApiText.Header(type)}', official '{official.Header}'");
        if (type.IsEnum)
        {
            if (!official.Members.Contains(string.Join(", ", Enum.GetNames(type))))
                found.Add($"{name}: values {string.Join(", ", Enum.GetNames(type))}");
            return found;
        }

        found.AddRange(Lines(type).Where(line => !official.Members.Contains(line)).Select(line => $"{name}: {line}"));
        return found;
    }

    private static IEnumerable<string> Lines(Type type, bool overrides = false)
    {
        foreach (var constructor in type.GetConstructors(Declared).Where(c => ApiText.Visible(c) && !c.IsStatic))
            yield return ApiText.Line(constructor);
        foreach (var property in type.GetProperties(Declared).Where(p => ApiText.Visible(p.GetMethod) || ApiText.Visible(p.SetMethod)))
        {
            if (overrides || !IsOverride(property.GetMethod ?? property.SetMethod!))
                yield return ApiText.Line(property);
        }

        foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return ApiText.Line(field);
        foreach (var method in type.GetMethods(Declared).Where(m => ApiText.Visible(m) && !IsAccessor(m) && (overrides || !IsOverride(m))))
            yield return ApiText.Line(method);
    }

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    // An override adds nothing that callers could see: the member that it overrides is looked up where it is declared.
    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;
}
