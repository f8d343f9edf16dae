// The readers of images and of tensors.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Data.Cache;
using Hvae.Data.Idx;
using Hvae.Training;
using static TorchSharp.torch;

namespace Faults.Inputs;

internal static class DataReaders
{
    private const int Images = 6;
    private static readonly Checkpoint ToyCheckpoint = SmallCheckpoint();

    public static IReadOnlyList<InputReader> All { get; } =
    [
        new("idx, plain", "images", [Idx([Images, 28, 28]), Idx([1, 28, 28])], path => IdxReader.Read(path, 28, 28), IsFormat),
        new("idx, packed", "images.gz", [Gzip(Idx([Images, 28, 28]))], path => IdxReader.Read(path, 28, 28), IsFormat) { Mend = Repack },
        new("idx, labels", "labels", [Idx([60])], path => IdxReader.Read(path), IsFormat),
        ColourReaders.Batch, ColourReaders.Archive, ColourReaders.Mat,
        Cache(),
        new("safetensors", "weights.safetensors", [Safetensors()], path => SafetensorsFile.Read(path), problem => problem is DamagedFileException)
        {
            Mend = SealTensors,
            Words = ["\"F32\"", "\"F64\"", "\"I64\"", "\"U8\"", "\"BOOL\"", "[0,", "[3,4,5]", "[7]", "[]", "[40]", "[240]", "40]", "56]", "96]", "104]", "344]"],
        },
        new("checkpoint", "checkpoint.safetensors", [Saved(ToyCheckpoint)], path => ToyCheckpoint.Restore(path, "toy"), problem => problem is DamagedFileException)
        {
            Mend = SealTensors,
            Words = ["\\u0022Epoch\\u0022", "\\u0022Batch\\u0022", "\\u0022Log\\u0022", "\\u0022Sums\\u0022", "\\u0022Identity\\u0022", "null", "[]", "12", "2.5", "model.weight", "model.bias"],
        },
        PthReaders.Zip, PthReaders.Legacy,
    ];

    private static bool IsFormat(Exception problem) => problem is DataFormatException;

    private static byte[] Idx(int[] sizes)
    {
        var values = sizes.Aggregate(1, (product, size) => product * size);
        var bytes = new byte[4 + (4 * sizes.Length) + values];
        bytes[2] = 8;
        bytes[3] = (byte)sizes.Length;
        for (var at = 0; at < sizes.Length; at++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * at)), sizes[at]);
        for (var at = bytes.Length - values; at < bytes.Length; at++) bytes[at] = (byte)(at * 31 % 251);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Packs what the mutation has left of the content, so that the damage is inside and every checksum agrees.</summary>
    private static byte[] Repack(byte[] input)
    {
        var content = new byte[2 * (16 + (Images * 784))];
        var filled = 0;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(input), CompressionMode.Decompress);
            while (filled < content.Length && gzip.Read(content, filled, content.Length - filled) is > 0 and var count) filled += count;
        }
        catch (InvalidDataException)
        {
            // What came before the damage is packed.
        }

        return Gzip(content[..filled]);
    }

    private static InputReader Cache()
    {
        var data = new DecodedData
        {
            Content = new() { Name = "mnist", Shape = new(1, 28, 28), Classes = 10, IsBinarised = true, TrainCount = 3, TestCount = 2 },
            Quality = DataQuality.StandIn,
            Origin = "generated",
            Description = "mnist (stand-in)",
            Train = new(Idx([3, 28, 28])[16..], new byte[] { 0, 1, 2 }),
            Test = new(Idx([2, 28, 28])[16..], new byte[] { 3, 4 }),
        };
        var fingerprint = DataFingerprint.Of(data);
        var folder = Directory.CreateTempSubdirectory("faults-cache-").FullName;
        var path = Path.Combine(folder, "mnist.images");
        CacheFile.Write(path, data, fingerprint);
        var honest = File.ReadAllBytes(path);
        Directory.Delete(folder, recursive: true);
        return new("image cache", "mnist.images", [honest], file => CacheFile.Open(file, fingerprint).Dispose(), problem => problem is DataCacheException) { Mend = SealCache };
    }

    /// <summary>Corrects the checksum of the header.</summary>
    private static byte[] SealCache(byte[] input)
    {
        const int Prefix = 48;
        if (input.Length < Prefix) return input;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(12));
        if (length > input.Length - Prefix) return input;
        var copy = input.ToArray();
        SHA256.HashData(copy.AsSpan(Prefix, (int)length), copy.AsSpan(16, 32));
        return copy;
    }

    private static byte[] Safetensors()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["layer.weight"] = arange(60, dtype: ScalarType.Float32).reshape(3, 4, 5), ["layer.bias"] = zeros(7, dtype: ScalarType.Float64), ["step"] = tensor(12L), ["state"] = zeros(40, dtype: ScalarType.Byte) };
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
