// States that libtorch made are accepted and continue its sequence. All others are refused, because libtorch would end the process.

using System.Buffers.Binary;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class GeneratorStateTests : IDisposable
{
    private const int Left = 8;
    private const int Seeded = 12;
    private const int Next = 16;
    private const int Twister = 24;
    private const int LastWord = Twister + (623 * 8);
    private const int HasNormal = Twister + (624 * 8) + (3 * 8);
    private const int HasFloatNormal = HasNormal + 12;

    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly Generator generator = new(11, CPU);

    public static TheoryData<string> Uses => [.. ByName.Keys];

    /// <summary>
    /// An odd number of normals leaves one for the next call, and enough random numbers make the twister regenerate its state.
    /// </summary>
    private static Dictionary<string, Action<Generator>> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["none"] = _ => { },
        ["one normal in float32"] = own => randn(1, ScalarType.Float32, generator: own),
        ["one normal in float64"] = own => randn(1, ScalarType.Float64, generator: own),
        ["odd normals in float32"] = own => randn(17, ScalarType.Float32, generator: own),
        ["odd normals in float64"] = own => randn(17, ScalarType.Float64, generator: own),
        ["a permutation"] = own => randperm(101, generator: own),
        ["exactly all words"] = own => rand(624, ScalarType.Float32, generator: own),
        ["a turn of the twister"] = own => rand(1000, ScalarType.Float32, generator: own),
    };

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_state_of_libtorch_is_accepted_and_gives_the_same_numbers_again(string use)
    {
        ByName[use](generator);
        var state = generator.get_state();
        using var other = new Generator(99, CPU);
        randn(3, generator: other);

        Assert.True(GeneratorState.IsValid(state, other));
        other.set_state(state);

        Assert.Equal(state, other.get_state());
        Assert.Equal(randn(5, ScalarType.Float64, generator: generator), randn(5, ScalarType.Float64, generator: other));
        Assert.Equal(randn(5, ScalarType.Float32, generator: generator), randn(5, ScalarType.Float32, generator: other));
        Assert.Equal(randperm(50, generator: generator), randperm(50, generator: other));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(624)]
    public void Every_number_of_words_left_is_accepted(int left) => Assert.True(IsValid(state => Write(state, Left, left)));

    [Fact]
    public void The_seed_of_a_state_may_be_any() => Assert.True(IsValid(state => state[..8].Fill(255)));

    [Theory]
    [InlineData(Left, 0)]
    [InlineData(Left, 625)]
    [InlineData(Left, -1)]
    [InlineData(Left, int.MinValue)]
    [InlineData(Seeded, 0)]
    [InlineData(Seeded, 2)]
    [InlineData(Next, 625)]
    [InlineData(Next, -1)]
    [InlineData(Next + 4, 1)]
    [InlineData(Twister + 4, 1)]
    [InlineData(LastWord + 4, 1)]
    [InlineData(LastWord + 4, -1)]
    [InlineData(HasNormal, 2)]
    [InlineData(HasNormal, -1)]
    [InlineData(HasFloatNormal, 2)]
    [InlineData(HasFloatNormal, 255)]
    public void A_field_out_of_its_range_is_refused(int position, int value) =>
        Assert.False(IsValid(state => Write(state, position, value)));

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void A_state_of_one_byte_throughout_is_refused(int value) => Assert.False(IsValid(state => state.Fill((byte)value)));

    [Fact]
    public void Another_length_shape_or_type_is_refused()
    {
        var state = generator.get_state();
        var length = state.numel();

        Assert.False(GeneratorState.IsValid(state.narrow(0, 0, length - 1), generator));
        Assert.False(GeneratorState.IsValid(cat([state, zeros(1, ScalarType.Byte)]), generator));
        Assert.False(GeneratorState.IsValid(empty(0, ScalarType.Byte), generator));
        Assert.False(GeneratorState.IsValid(state.reshape(2, -1), generator));
        Assert.False(GeneratorState.IsValid(state.to(ScalarType.Float32), generator));
        Assert.False(GeneratorState.IsValid(state.to(ScalarType.Int8), generator));
    }

    [Fact]
    public void Looking_at_a_state_leaves_the_generator_as_it_is()
    {
        var before = generator.get_state();

        GeneratorState.IsValid(full_like(before, 255), generator);

        Assert.Equal(before, generator.get_state());
    }

    private delegate void Damage(Span<byte> state);

    private bool IsValid(Damage damage)
    {
        randn(17, generator: generator);
        var bytes = generator.get_state().data<byte>().ToArray();
        damage(bytes);
        return GeneratorState.IsValid(tensor(bytes), generator);
    }

    private static void Write(Span<byte> state, int position, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(state[position..], value);
}
