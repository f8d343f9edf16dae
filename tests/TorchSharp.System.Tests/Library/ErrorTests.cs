// What C++ throws arrives as a .NET exception that says which operator failed on what.

using System.Runtime.InteropServices;
using TorchSharp.Interop;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Library;

public class ErrorTests
{
    [Theory]
    [InlineData(0, "a c10::Error")]
    [InlineData(1, "a std::runtime_error")]
    [InlineData(2, "out of memory (std::bad_alloc)")]
    [InlineData(3, "a C++ exception that is not a std::exception")]
    public void Every_kind_of_exception_stops_at_the_door(int kind, string message)
    {
        Native.fault_throw(kind, out var error);
        Assert.Contains(message, Assert.Throws<ExternalException>(() => Errors.Check(error)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_operator_is_named_with_the_shapes_and_types_it_was_given()
    {
        var exception = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(4, 5, dtype: float64)));
        Assert.Contains("aten::matmul(Float32[2,3], Float64[4,5])", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_arguments_are_shown_too()
    {
        Assert.Contains("aten::view(Float32[4], [3])", Assert.Throws<ExternalException>(() => zeros(4).view(3)).Message, StringComparison.Ordinal);
        Assert.Contains("[Float32[1], Float32[2,2]], 0", Assert.Throws<ExternalException>(() => cat([zeros(1), zeros(2, 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("\"ij->\"", Assert.Throws<ExternalException>(() => einsum("ij->", zeros(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        var exception = Assert.Throws<ExternalException>(() => Aten.mm.Call(zeros(1, 1)));
        Assert.Contains("mat2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_in_backward_is_an_exception()
    {
        var exception = Assert.Throws<ExternalException>(() => ones(1).backward());
        Assert.StartsWith("backward: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_is_refused_before_it_reaches_the_door()
    {
        var x = ones(1);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x + 1);
    }

    [Fact]
    public void Failures_leave_no_tensor_behind()
    {
        using var x = zeros(2, 3);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = TorchExtensions.live_tensors;
        for (var i = 0; i < 10; i++)
            Assert.Throws<ExternalException>(() => x.matmul(x));
        Assert.Equal(before, TorchExtensions.live_tensors);
    }
}
