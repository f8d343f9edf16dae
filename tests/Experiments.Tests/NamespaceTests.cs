// Inside each of our three assemblies the namespaces form no circle, so that each can be read without those that use it.

using System.Reflection;
using System.Reflection.Emit;
using Experiments.CommandLine;
using Xunit;

namespace Experiments.Tests;

/// <summary>
/// Computed from the compiled assemblies by reflection: base types, interfaces, attributes, constraints, the types of fields, properties,
/// parameters and local variables, and every type, field and method that a method body names. What the compiler removes is not seen:
/// constants that it copies, <c>nameof</c>, and comments.
/// </summary>
public sealed class NamespaceTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>A type of each assembly, and the known uses that close circles and are excluded from the search.</summary>
    public static TheoryData<Type, string[]> Assemblies => new()
    {
        { typeof(Hvae.TensorLibrary), [] },
        { typeof(Repro.Plans.Job), [] },
        { typeof(Catalogue), [] },
    };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_circle(Type member, string[] known)
    {
        var examples = new Dictionary<(string From, string To), string>();
        foreach (var type in member.Assembly.GetTypes().Where(type => type.Namespace is not null))
        {
            foreach (var used in Used(type)
                .Where(used => used.Assembly == type.Assembly && used.Namespace is not null && PartOf(used) != PartOf(type)))
                examples.TryAdd((PartOf(type), PartOf(used)), $"{type.FullName} uses {used.FullName}");
        }

        foreach (var edge in examples.Keys.Where(edge => known.Contains($"{edge.From} → {edge.To}")).ToList()) examples.Remove(edge);
        var edges = examples.Keys.ToLookup(edge => edge.From, edge => edge.To);
        var circles = edges.Select(group => group.Key).Where(start => Reached(start, edges).Contains(start)).ToList();

        Assert.True(
            circles.Count == 0,
            string.Join('\n', examples.Where(edge => circles.Contains(edge.Key.From) && Reached(edge.Key.To, edges).Contains(edge.Key.From))
                .Select(edge => edge.Value)));
    }

    /// <summary>Returns the first two parts of a namespace. What is further below serves that namespace alone.</summary>
    private static string PartOf(Type type) => string.Join('.', type.Namespace!.Split('.').Take(2));

    private static HashSet<string> Reached(string start, ILookup<string, string> edges)
    {
        var reached = new HashSet<string>();
        for (var open = new Queue<string>(edges[start]); open.TryDequeue(out var next);)
        {
            if (!reached.Add(next)) continue;
            foreach (var further in edges[next]) open.Enqueue(further);
        }

        return reached;
    }

    private static IEnumerable<Type> Used(Type type)
    {
        var members = type.GetMembers(All);
        var methods = members.OfType<MethodBase>().ToList();
        return new[] { type.BaseType }
            .Concat(type.GetInterfaces())
            .Concat(type.GetGenericArguments()
                .Concat(methods.Where(method => method.IsGenericMethod).SelectMany(method => method.GetGenericArguments()))
                .Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints()))
            .Concat(members.Prepend(type).SelectMany(member => member.GetCustomAttributesData())
                .Select(attribute => attribute.AttributeType))
            .Concat(members.SelectMany(Signature))
            .Concat(methods.SelectMany(Body))
            .SelectMany(Parts);
    }

    private static IEnumerable<Type?> Signature(MemberInfo? member) => member switch
    {
        Type nested => [nested],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo happening => [happening.EventHandlerType],
        MethodBase method =>
        [
            method.DeclaringType, (method as MethodInfo)?.ReturnType,
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method.IsGenericMethod ? method.GetGenericArguments() : [],
        ],
        _ => [],
    };

    private static IEnumerable<Type?> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return [];
        var arguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var own = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return body.LocalVariables.Select(local => (Type?)local.LocalType)
            .Concat(Tokens(body.GetILAsByteArray()!).SelectMany(token => Signature(method.Module.ResolveMember(token, arguments, own))));
    }

    /// <summary>Returns the tokens of all operands that name a member.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var operation = Codes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += operation.Size;
            if (operation.OperandType
                is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>Returns a type with its element types and its type arguments.</summary>
    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericType: true, IsGenericTypeDefinition: false } =>
            type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
