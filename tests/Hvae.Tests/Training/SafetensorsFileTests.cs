// Files of tensors can be written and read again, are plain safetensors, and are refused when any bit has changed.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder["tensors.safetensors"];

    public void Dispose() => folder.Dispose();

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

    /// <summary>
    /// A checkpoint of the paper's larger models has 2.6 to 4.6 GB. The file here is sparse, so it takes neither disk nor memory.
    /// </summary>
    [Fact]
    public void A_tensor_beyond_two_gigabytes_is_found()
    {
        const long Before = 5L << 30;
        using var scope = NewDisposeScope();
        using var file = File.Create(Path);
        file.Write(SafetensorsHeader.Bytes($$$"""
            {"first":{"dtype":"F16","shape":[{{{Before / 2}}}],"data_offsets":[0,{{{Before}}}]},
            "last":{"dtype":"F64","shape":[2],"data_offsets":[{{{Before}}},{{{Before + 16}}}]}}
            """));
        var start = file.Position;
        file.Position += Before;
        file.Write([.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)]);
        file.Position = 0;

        var header = SafetensorsHeader.Read(file, Path);
        var last = header.ReadTensor(header.Places[1], file);

        Assert.Equal((start, Before), (header.Length, header.Places[0].End));
        Assert.Equal([1.5, -2], last.data<double>().ToArray());
        file.SetLength(file.Length - 1);
        file.Position = 0;
        Assert.Contains($"its tensors take {Before + 16} bytes of {Before + 15}",
            Assert.Throws<DamagedFileException>(() => SafetensorsHeader.Read(file, Path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_several_pieces_is_read_whole()
    {
        using var scope = NewDisposeScope();
        var written = arange(TensorPieces.Elements + 3, dtype: ScalarType.Int32).to(ScalarType.Byte);
        new SafetensorsFile(new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["long"] = written },
            new Dictionary<string, string>(StringComparer.Ordinal)).Write(Path);

        Assert.True(SafetensorsFile.Read(Path).Tensors["long"].Equals(written));
    }

    [Fact]
    public void A_file_that_is_refused_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        Write();
        var bytes = File.ReadAllBytes(Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Path, bytes);
        var before = scope.DisposablesCount;

        Assert.Contains("SHA-256", Assert.Throws<DamagedFileException>(() => SafetensorsFile.Read(Path)).Problem, StringComparison.Ordinal);

        Assert.Equal(before, scope.DisposablesCount);
    }

    [Fact]
    public void A_header_longer_than_the_format_allows_is_refused_before_it_is_read()
    {
        using (var file = File.Create(Path))
        {
            file.Write(BitConverter.GetBytes(3UL << 30));
            file.SetLength(4L << 30);
        }

        using var file8 = File.OpenRead(Path);
        Assert.Contains("the format allows", Assert.Throws<DamagedFileException>(() => SafetensorsHeader.Read(file8, Path)).Problem,
            StringComparison.Ordinal);
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
    public void A_header_that_asks_for_other_bytes_than_the_file_has_is_refused_whatever_its_hash(
        string old, string replacement, string how)
    {
        Write();
        var file = Encoding.Latin1.GetString(File.ReadAllBytes(Path));
        Assert.Contains(old, file, StringComparison.Ordinal);
        var changed = file.Replace(old, replacement, StringComparison.Ordinal);
        var at = changed.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10;
        var unsealed = Encoding.Latin1.GetBytes(
            $"{(char)(file[0] + changed.Length - file.Length)}{changed[1..at]}{new string('0', 64)}{changed[(at + 64)..]}");
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(unsealed))).CopyTo(unsealed, at);
        AssertDamaged(unsealed, how, because: "byte");
    }

    private void AssertDamaged(byte[] content, string how, string because = "")
    {
        using var scope = NewDisposeScope();
        File.WriteAllBytes(Path, content);
        var error = Record.Exception(() => SafetensorsFile.Read(Path));
        Assert.True(
            error is DamagedFileException damaged && damaged.Message.Contains(Path, StringComparison.Ordinal)
                && damaged.Problem.Contains(because, StringComparison.Ordinal),
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
