// A checkpoint that cannot be restored as a whole leaves the run unchanged and is reported as damaged.

using System.Text.Json;
using Hvae.Tests.Data;
using Hvae.Training;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private const string Identity = "toy";
    private readonly TemporaryFolder folder = new();
    private readonly Linear model = nn.Linear(3, 2);
    private readonly Generator noise = new(7);

    private string Path => folder["checkpoint.safetensors"];

    public void Dispose()
    {
        folder.Dispose();
        model.Dispose();
        noise.Dispose();
    }

    [Fact]
    public void A_generators_state_that_is_none_is_damage_and_nothing_is_put_back() =>
        AssertDamaged(file => file with { Tensors = Replaced(file.Tensors, "generator.noise", state => full_like(state, 255)) });

    [Fact]
    public void A_position_that_cannot_be_read_is_damage() =>
        AssertDamaged(
            file => file with
            {
                Metadata = new Dictionary<string, string>(
            file.Metadata, StringComparer.Ordinal)
                { ["position"] = "{\"Identity\":\"toy\",\"Epoch\":\"second\"}" }
            });

    [Fact]
    public void A_position_without_its_sums_is_damage() =>
        AssertDamaged(
            file => file with
            {
                Metadata = new Dictionary<string, string>(file.Metadata,
            StringComparer.Ordinal)
                { ["position"] = JsonSerializer.Serialize(new { Identity, Epoch = 1, Batch = 2 }) }
            });

    /// <summary>The file is written again, so its hash is right.</summary>
    private void AssertDamaged(Func<SafetensorsFile, SafetensorsFile> change)
    {
        using var scope = NewDisposeScope();
        using var update = new WeightUpdate(model, new(Epochs: 1, BatchSize: 4, LearningRate: 0.1, Seed: 7));
        var checkpoint = new Checkpoint(model, update, new Dictionary<string, Generator>(StringComparer.Ordinal) { ["noise"] = noise });
        checkpoint.Save(Path, new(Identity, 1, 2, new Dictionary<string, double>(StringComparer.Ordinal), []), noise.get_state());
        Assert.Equal(2, checkpoint.Restore(Path, Identity).Batch);

        change(SafetensorsFile.Read(Path)).Write(Path);
        using (no_grad()) model.weight!.fill_(5);
        Assert.Throws<DamagedFileException>(() => checkpoint.Restore(Path, Identity));

        Assert.Equal(5 * 6, model.weight.sum().item<float>());
    }

    private static Dictionary<string, Tensor> Replaced(
        IReadOnlyDictionary<string, Tensor> tensors, string name, Func<Tensor, Tensor> change) =>
        tensors.ToDictionary(entry => entry.Key,
            entry => string.Equals(entry.Key, name, StringComparison.Ordinal) ? change(entry.Value) : entry.Value, StringComparer.Ordinal);
}
