// Files of tensors round-trip, are plain safetensors, and never pass when a bit of them has changed.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-safetensors-").FullName;

    private string Path => System.IO.Path.Combine(folder, "tensors.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_written_is_read()
    {
        using var scope = NewDisposeScope();
        Write();

        var file = SafetensorsFile.Read(Path);

        Assert.Equal(["a", "b", "c"], file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1.5f, -2, 3, 4, 5, 6], file.Tensors["a"].data<float>().ToArray());
        Assert.Equal([2L, 3L], file.Tensors["a"].shape);
        Assert.Equal(42L, file.Tensors["b"].item<long>());
        Assert.Equal([1, 2, 255], file.Tensors["c"].data<byte>().ToArray());
        Assert.Equal("text", file.Metadata["note"]);
    }

    [Fact]
    public void The_layout_is_the_formats()
    {
        Write();
        var bytes = File.ReadAllBytes(Path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length));

        Assert.Equal(0, length % 8);
        Assert.Equal("F32", header.RootElement.GetProperty("a").GetProperty("dtype").GetString());
        Assert.Equal(0, header.RootElement.GetProperty("a").GetProperty("data_offsets")[0].GetInt64());
        Assert.Equal(bytes.Length - 8 - length, header.RootElement.GetProperty("c").GetProperty("data_offsets")[1].GetInt64());
    }

    [Fact]
    public void A_flip_of_any_bit_is_noticed()
    {
        Write();
        var good = File.ReadAllBytes(Path);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= (byte)(1 << (at % 8));
            AssertDamaged(bad, $"bit flipped in byte {at}");
        }
    }

    [Fact]
    public void A_cut_or_longer_file_is_noticed()
    {
        Write();
        var good = File.ReadAllBytes(Path);
        for (var length = 0; length < good.Length; length++) AssertDamaged(good[..length], $"cut to {length} bytes");
        AssertDamaged([.. good, 0], "one byte longer");
    }

    [Theory]
    [InlineData("[0,24]", "[0,4]", "two tensors share bytes")]
    [InlineData("\"F32\"", "\"F64\"", "more values than bytes")]
    [InlineData("[24,32]", "[25,33]", "a hole")]
    [InlineData("[2,3]", "[2,9]", "a larger shape")]
    public void A_header_that_asks_for_other_bytes_than_the_file_has_is_refused_whatever_its_hash(string old, string replacement, string how)
    {
        Write();
        var file = Encoding.Latin1.GetString(File.ReadAllBytes(Path));
        Assert.Contains(old, file, StringComparison.Ordinal);
        var changed = file.Replace(old, replacement, StringComparison.Ordinal);
        var at = changed.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10;
        var unsealed = Encoding.Latin1.GetBytes($"{(char)(file[0] + changed.Length - file.Length)}{changed[1..at]}{new string('0', 64)}{changed[(at + 64)..]}");
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(unsealed))).CopyTo(unsealed, at);
        AssertDamaged(unsealed, how, because: "byte");
    }

    private void AssertDamaged(byte[] content, string how, string because = "")
    {
        using var scope = NewDisposeScope();
        File.WriteAllBytes(Path, content);
        var error = Record.Exception(() => SafetensorsFile.Read(Path));
        Assert.True(
            error is DamagedFileException damaged && damaged.Message.Contains(Path, StringComparison.Ordinal) && damaged.Problem.Contains(because, StringComparison.Ordinal),
            $"{how}: {error?.ToString() ?? "read without an error"}");
    }

    private void Write()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["a"] = tensor(new float[] { 1.5f, -2, 3, 4, 5, 6 }).reshape(2, 3),
            ["b"] = tensor(42L),
            ["c"] = tensor(new byte[] { 1, 2, 255 }),
        };
        new SafetensorsFile(tensors, new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "text" }).Write(Path);
    }
}
