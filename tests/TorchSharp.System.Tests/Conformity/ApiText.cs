// Types and members of an assembly in the words of the reference text.

using System.Globalization;
using System.Reflection;

namespace TorchSharp.Tests.Conformity;

internal static class ApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static string Header(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : "class";
        var parent = type.BaseType;
        var derived = type is { IsClass: true } && parent is not null && parent != typeof(object) ? $" : {Name(parent)}" : "";
        return $"{kind} {Name(type)}{derived}";
    }

    public static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Name(underlying)}?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var simple = type.Name.Split('`')[0];
        var arguments = type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "";
        if (type.DeclaringType is { } outer)
            return $"{NameOfOuter(outer, type)}.{simple}{arguments}";
        var place = type.Namespace is { } space && space.StartsWith("TorchSharp.", StringComparison.Ordinal) ? $"{space}." : "";
        return $"{place}{simple}{arguments}";
    }

    public static string Line(MethodBase method)
    {
        var parameters = string.Join(", ", method.GetParameters().Select(Parameter));
        var access = method.IsPublic ? "" : "protected ";
        if (method is not MethodInfo info)
            return $"{access}ctor({parameters})";
        var kind = info.IsStatic ? "static " : info.IsAbstract ? "abstract " : info is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
        var generic = info.IsGenericMethod ? $"<{string.Join(", ", info.GetGenericArguments().Select(Name))}>" : "";
        return $"{access}{kind}{Name(info.ReturnType)} {info.Name}{generic}({parameters})";
    }

    public static string Line(PropertyInfo property)
    {
        var accessors = (property.GetMethod, property.SetMethod);
        var shown = (Visible(accessors.GetMethod) ? "get; " : "") + (Visible(accessors.SetMethod) ? "set; " : "");
        var isStatic = (accessors.GetMethod ?? accessors.SetMethod)!.IsStatic ? "static " : "";
        var indices = property.GetIndexParameters();
        var index = indices.Length == 0 ? "" : $"[{string.Join(", ", indices.Select(i => Name(i.ParameterType)))}]";
        return $"{isStatic}{Name(property.PropertyType)} {property.Name}{index} {{ {shown}}}";
    }

    public static string Line(FieldInfo field) =>
        $"{(field.IsPublic ? "" : "protected ")}{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name};";

    /// <summary>Seen outside the assembly.</summary>
    public static bool Visible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string NameOfOuter(Type outer, Type inner)
    {
        if (!outer.IsGenericTypeDefinition)
            return Name(outer);
        var arguments = inner.GetGenericArguments().Take(outer.GetGenericArguments().Length).ToArray();
        return Name(outer.MakeGenericType(arguments));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter.IsOut ? "out "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(System.Runtime.CompilerServices.ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{modifier}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "default",
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        Enum value => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };
}
