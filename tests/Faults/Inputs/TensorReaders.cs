// The readers of tensors: weights and checkpoints.

using System.Buffers.Binary;
using System.Security.Cryptography;
using Hvae.Training;
using static TorchSharp.torch;

namespace Faults.Inputs;

internal static class TensorReaders
{
    private static readonly Checkpoint ToyCheckpoint = SmallCheckpoint();

    public static IReadOnlyList<InputReader> All { get; } =
    [
        new("safetensors", "weights.safetensors", [Safetensors()], path => SafetensorsFile.Read(path),
            problem => problem is DamagedFileException)
        {
            Mend = SealTensors,
            Words = ["\"F32\"", "\"F64\"", "\"I64\"", "\"U8\"", "\"BOOL\"", "[0,", "[3,4,5]", "[7]", "[]", "[40]", "[240]", "40]", "56]",
                "96]", "104]", "344]"],
        },
        new("checkpoint", "checkpoint.safetensors", [Saved(ToyCheckpoint)], path => ToyCheckpoint.Restore(path, "toy"),
            problem => problem is DamagedFileException)
        {
            Mend = SealTensors,
            Words = ["\\u0022Epoch\\u0022", "\\u0022Batch\\u0022", "\\u0022Log\\u0022", "\\u0022Sums\\u0022", "\\u0022Identity\\u0022",
                "null", "[]", "12", "2.5", "model.weight", "model.bias"],
        },
    ];

    private static byte[] Safetensors()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["layer.weight"] = arange(60, dtype: ScalarType.Float32).reshape(3, 4, 5),
            ["layer.bias"] = zeros(7, dtype: ScalarType.Float64),
            ["step"] = tensor(12L),
            ["state"] = zeros(40, dtype: ScalarType.Byte)
        };
        return Written(new SafetensorsFile(tensors, new Dictionary<string, string> { ["format"] = "pt" }).Write);
    }

    /// <summary>Of a model of eight parameters after a step of Adam, and their average.</summary>
    private static Checkpoint SmallCheckpoint()
    {
        var model = nn.Linear(3, 2);
        var update = new WeightUpdate(model, new(Epochs: 1, BatchSize: 4, LearningRate: 1e-3, Seed: 7) { AverageDecay = 0.9 });
        using (var scope = NewDisposeScope())
        {
            update.Run(model.call(ones(4, 3)).sum(), value: 0, learningRate: 1e-3);
        }

        return new(model, update, new Dictionary<string, Generator> { ["noise"] = new(7) });
    }

    private static byte[] Saved(Checkpoint checkpoint)
    {
        using var shuffling = zeros(40, dtype: ScalarType.Byte);
        var sums = new Dictionary<string, double> { ["loss"] = 2.5, ["rate"] = 1.25 };
        return Written(path => checkpoint.Save(path, new("toy", 1, 12, sums, [new(1, 3.5, sums)]), shuffling));
    }

    private static byte[] Written(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("faults-tensors-").FullName;
        var path = Path.Combine(folder, "weights.safetensors");
        write(path);
        var content = File.ReadAllBytes(path);
        Directory.Delete(folder, recursive: true);
        return content;
    }

    /// <summary>Corrects the length of the header where it ends recognisably, and the hash over all.</summary>
    private static byte[] SealTensors(byte[] input)
    {
        var end = input.AsSpan().IndexOf("}}"u8);
        var at = input.AsSpan().IndexOf("\"sha256\":\""u8);
        if (end < 8 || at < 8 || at + 74 > input.Length) return input;
        var copy = input.ToArray();
        if (BinaryPrimitives.ReadUInt64LittleEndian(copy) is var claimed && claimed > (ulong)(copy.Length - 8))
            BinaryPrimitives.WriteUInt64LittleEndian(copy, (ulong)(end + 2 - 8));
        var hash = copy.AsSpan(at + 10, 64);
        hash.Fill((byte)'0');
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(copy))).CopyTo(hash);
        return copy;
    }
}
