// Published weights as read from a file, whichever of the usual formats it has, and how they get into a network.

using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Pretrained.PyTorch;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Pretrained;

/// <summary>Named tensors of others.</summary>
/// <param name="Published">What they should be.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Tensors">On the CPU, by name.</param>
public sealed record PretrainedWeights(PublishedWeights Published, string File, string Sha256, IReadOnlyDictionary<string, Tensor> Tensors)
{
    private const string Remedy = "Put the published file in its place (docs/perceptual.md).";

    /// <summary>Whether the file is a published one, by its hash.</summary>
    public bool IsOfficial => string.Equals(Published.OfficialSha256, Sha256, StringComparison.Ordinal);

    /// <summary>Reads a PyTorch file (zip or legacy) or a safetensors file; which one it is, its first bytes say. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="DataFormatException">It is neither, or damaged.</exception>
    public static PretrainedWeights Read(string path, PublishedWeights published)
    {
        var tensors = PthFile.IsOne(path) ? PthFile.Read(path) : ReadSafetensors(path);
        return new(published, path, HashOf(path), tensors);
    }

    /// <summary>Copies into every parameter and buffer of <paramref name="network"/> the tensor of its name. Others in the file are left alone.</summary>
    /// <param name="network">Named as the file names.</param>
    /// <exception cref="DataFormatException">A tensor is missing or has another shape.</exception>
    public void CopyTo(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var (name, own) in network.state_dict())
        {
            // A count of training batches, which files before PyTorch 0.4.1 lack and no evaluation needs.
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            own.copy_(Tensor(name, own.shape));
        }
    }

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="DataFormatException">It is missing or has another shape.</exception>
    public Tensor Tensor(string name, params long[] shape) =>
        Tensors.TryGetValue(name, out var tensor) && tensor.shape.SequenceEqual(shape)
            ? tensor
            : throw Unfit($"a tensor {name} of shape ({string.Join(", ", shape)})", tensor is null ? "none" : $"one of shape ({string.Join(", ", tensor.shape)})");

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    internal static string HashOf(string path)
    {
        using var content = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static IReadOnlyDictionary<string, Tensor> ReadSafetensors(string path)
    {
        try
        {
            return SafetensorsFile.ReadForeign(path).Tensors;
        }
        catch (DamagedFileException damage)
        {
            throw new DataFormatException(path, 0, "a PyTorch or safetensors file of tensors", $"something else: {damage.Problem}", Remedy, inner: damage);
        }
    }

    private DataFormatException Unfit(string expected, string found) => new(File, 0, expected, found, Remedy);
}
