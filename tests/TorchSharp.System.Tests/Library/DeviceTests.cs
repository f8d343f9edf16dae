// Moves between types and devices; what needs a GPU is skipped without one.

using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Library;

public class DeviceTests
{
    private const string NoGpu = "needs a CUDA device and a libtorch with CUDA";

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Bool)]
    public void Types_convert(ScalarType type)
    {
        var x = tensor(new[] { 0f, 1f });
        var converted = x.to(type);
        Assert.Equal(type, converted.dtype);
        Assert.Equal(type.ElementSize(), converted.ElementSize);
        Assert.True(converted.to(float32).Equals(x));
    }

    [Fact]
    public void Typed_names_convert_too()
    {
        var x = tensor(new[] { 0.6f, 3.9f });
        Assert.Equal([0L, 3L], x.@long().data<long>().ToArray());
        Assert.Equal([0, 3], x.@int().data<int>().ToArray());
        Assert.Equal(new byte[] { 0, 3 }, x.@byte().data<byte>().ToArray());
        Assert.Equal([true, true], x.@bool().data<bool>().ToArray());
        Assert.Equal(ScalarType.Float64, x.@double().dtype);
        Assert.Equal(ScalarType.Float16, x.half().dtype);
        Assert.Equal(ScalarType.Int64, x.type_as(tensor(1L)).dtype);
        Assert.Equal(3.9f, x.to(float64).@float()[1].item<float>());
    }

    [Fact]
    public void A_move_to_where_it_is_makes_no_copy_unless_told_to()
    {
        var x = zeros(2);
        x.cpu().fill_(1);
        Assert.Equal(2, x.sum().item<float>());
        x.to(CPU, copy: true).fill_(5);
        Assert.Equal(2, x.sum().item<float>());
    }

    [Fact]
    public void Devices_are_written_and_read()
    {
        Assert.Equal(DeviceType.CUDA, device("cuda:1").type);
        Assert.Equal(1, device("cuda:1").index);
        Assert.Equal("cuda:0", new Device("cuda").ToString());
        Assert.Equal("cpu", CPU.ToString());
        Assert.Equal(DeviceType.CPU, ((Device)"cpu").type);
        Assert.Throws<ArgumentException>(() => new Device("abacus"));
    }

    [Fact]
    public void A_meta_tensor_has_a_shape_and_no_numbers()
    {
        var x = zeros(1000, 1000, device: META).matmul(zeros(1000, 5, device: META));
        Assert.True(x.is_meta);
        Assert.Equal([1000L, 5L], x.shape);
        Assert.Throws<InvalidOperationException>(() => x.bytes.Length);
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_exception()
    {
        Assert.SkipWhen(cuda.is_available(), "this machine has a CUDA device");
        Assert.Equal(0, cuda.device_count());
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => zeros(1, device: CUDA));
    }

    [Fact]
    public void Training_on_the_gpu_gives_the_numbers_of_the_cpu()
    {
        Assert.SkipUnless(cuda.is_available(), NoGpu);
        manual_seed(1);
        using var here = nn.Sequential(nn.Conv2d(1, 4, 3, padding: 1), nn.ReLU(), nn.Flatten(), nn.Linear(256, 3));
        using var there = nn.Sequential(nn.Conv2d(1, 4, 3, padding: 1), nn.ReLU(), nn.Flatten(), nn.Linear(256, 3));
        there.load_state_dict(here.state_dict());
        there.to(CUDA);
        var x = rand(2, 1, 8, 8);
        foreach (var (model, input) in new[] { (here, x), (there, x.cuda()) })
        {
            using var optimizer = optim.Adam(model.parameters());
            for (var step = 0; step < 3; step++)
            {
                optimizer.zero_grad();
                model.call(input).square().sum().backward();
                optimizer.step();
            }
        }

        foreach (var (name, value) in here.state_dict())
            Assert.True(value.allclose(there.state_dict()[name].cpu(), 1e-3, 1e-5), name);
    }

    [Fact]
    public void A_generator_of_the_gpu_has_a_state_of_its_own()
    {
        Assert.SkipUnless(cuda.is_available(), NoGpu);
        using var generator = new Generator(4, CUDA);
        var state = generator.get_state();
        var first = randn(5, device: CUDA, generator: generator).cpu();
        generator.set_state(state);
        Assert.True(first.Equals(randn(5, device: CUDA, generator: generator).cpu()));
        Assert.True(first.Equals(randn(5, device: CUDA, generator: new Generator(4, CUDA)).cpu()));
    }
}
