// Settings of the library and the facts about it.

using System.Runtime.InteropServices;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Library;

public class SettingsTests
{
    [Fact]
    public void Threads_are_set_and_read()
    {
        var before = get_num_threads();
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
        Assert.True(get_num_interop_threads() >= 1);
        Assert.Throws<ExternalException>(() => set_num_threads(0));
    }

    [Fact]
    public void Facts_name_the_library_that_is_loaded()
    {
        var facts = TorchExtensions.library_facts();
        Assert.Equal("System", facts["provider"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", facts["libtorch"]);
        Assert.True(File.Exists(facts["libtorch_path"]), facts["libtorch_path"]);
        Assert.Contains("libtorch_cpu", facts["libtorch_path"], StringComparison.Ordinal);
        Assert.True(facts["blas_path"] == "inside libtorch" || File.Exists(facts["blas_path"]), facts["blas_path"]);
        Assert.Equal($"{get_num_threads()}", facts["threads"]);
        Assert.Contains("cuda", facts);
    }

    [Fact]
    public void Operators_without_a_deterministic_implementation_are_refused_on_request()
    {
        TorchExtensions.use_deterministic_algorithms(true);
        try
        {
            Assert.True(are_deterministic_algorithms_enabled());
            var exception = Assert.Throws<ExternalException>(() => zeros(2).put_without_order());
            Assert.Contains("deterministic", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            TorchExtensions.use_deterministic_algorithms(false);
        }

        Assert.False(are_deterministic_algorithms_enabled());
        using (use_deterministic_algorithms())
            Assert.True(are_deterministic_algorithms_enabled());
        Assert.False(are_deterministic_algorithms_enabled());
        zeros(2).put_without_order();
    }

    [Fact]
    public void The_default_type_is_that_of_tensors_without_one()
    {
        Assert.Equal(ScalarType.Float32, zeros(1).dtype);
        set_default_dtype(float64);
        try
        {
            Assert.Equal(ScalarType.Float64, zeros(1).dtype);
            Assert.Equal(ScalarType.Float64, randn(1).dtype);
            Assert.Equal(ScalarType.Float64, nn.Linear(1, 1).weight.dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }
    }
}

internal static class Unordered
{
    /// <summary>Adds to the same place twice, in no fixed order.</summary>
    public static Tensor put_without_order(this Tensor tensor) =>
        new Interop.Operator("put_").InPlace(tensor, torch.tensor(0L), ones(1), false);
}
