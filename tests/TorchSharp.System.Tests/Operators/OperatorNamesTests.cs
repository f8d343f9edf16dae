// Every operator that the assembly refers to exists in the libtorch that is installed.

using System.Reflection;
using TorchSharp.Interop;
using Xunit;

namespace TorchSharp.Tests.Operators;

public class OperatorNamesTests
{
    public static TheoryData<string> Names => [.. Fields().Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_is_in_the_dispatcher(string name)
    {
        var op = (Operator)Fields().Single(f => f.Name == name).GetValue(null)!;
        var parts = op.ToString()["aten::".Length..].Split('.');
        Native.operator_find($"aten::{parts[0]}", parts.Length > 1 ? parts[1] : "", out var error);
        Errors.Check(error, op);
    }

    [Fact]
    public void An_operator_that_does_not_exist_is_reported_by_name()
    {
        var op = new Operator("no_such_operator", "Tensor");
        var exception = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => op.Call(1L));
        Assert.Contains("aten::no_such_operator.Tensor", exception.Message, StringComparison.Ordinal);
    }

    private static FieldInfo[] Fields() => typeof(Aten).GetFields(BindingFlags.Public | BindingFlags.Static);
}
