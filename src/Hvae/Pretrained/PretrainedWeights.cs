// Published weights that metrics need: where they are looked for, how they are read, and how they get into a network.

using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Pretrained.PyTorch;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Pretrained;

/// <summary>A file of weights that a metric needs and that is not part of this program.</summary>
/// <param name="Title">Name of the weights in messages.</param>
/// <param name="FileNames">
/// Names under which the file is looked for, the published one first. The content, not the name, decides its format.
/// </param>
/// <param name="Address">Address at which the file is published.</param>
/// <param name="OfficialSha256">
/// SHA-256 of the published file, in lower-case hex. A file with another hash is used too and is called unofficial, because nothing shows
/// that it was converted from the published one.
/// </param>
public sealed record PublishedWeights(string Title, IReadOnlyList<string> FileNames, string Address, string OfficialSha256);

/// <summary>
/// Finds and reads weights that the user has put into the folder <c>weights</c> in the data folder. It downloads nothing.
/// </summary>
/// <param name="dataFolder">Path of the data folder (<see cref="Data.DataOptions.Folder"/>).</param>
public sealed class PretrainedFolder(string dataFolder)
{
    /// <summary>Path of the folder of weights.</summary>
    public string Path { get; } = System.IO.Path.Combine(dataFolder, "weights");

    /// <summary>Returns whether one of the files exists; it may be damaged.</summary>
    public bool Has(PublishedWeights weights) => Find(weights) is not null;

    /// <summary>Reads the first of the weights' files that exists. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="WeightsMissingException">Thrown when none of the files exists.</exception>
    /// <exception cref="Data.DataFormatException">Thrown when the file is damaged or is not a file of tensors.</exception>
    public PretrainedWeights Read(PublishedWeights weights) =>
        PretrainedWeights.Read(Find(weights) ?? throw new WeightsMissingException(weights, Path), weights);

    /// <summary>
    /// Returns the SHA-256 (64 lower-case hexadecimal digits) of the file that <see cref="Read"/> would read, even if it is damaged.
    /// </summary>
    /// <exception cref="WeightsMissingException">Thrown when none of the files exists.</exception>
    public string Sha256Of(PublishedWeights weights) =>
        PretrainedWeights.HashOf(Find(weights) ?? throw new WeightsMissingException(weights, Path));

    private string? Find(PublishedWeights weights) =>
        weights.FileNames.Select(name => System.IO.Path.Combine(Path, name)).FirstOrDefault(File.Exists);
}

/// <summary>Published tensors that were read from a file.</summary>
/// <param name="Published">The weights that the file should contain.</param>
/// <param name="File">Path of the file.</param>
/// <param name="Sha256">SHA-256 of the file, in lower-case hex.</param>
/// <param name="Tensors">Tensors on the CPU, by name.</param>
public sealed record PretrainedWeights(PublishedWeights Published, string File, string Sha256, IReadOnlyDictionary<string, Tensor> Tensors)
{
    private const string Remedy = "Put the published file in its place (docs/perceptual.md).";

    /// <summary>Whether the file's hash is that of the published file.</summary>
    public bool IsOfficial => string.Equals(Published.OfficialSha256, Sha256, StringComparison.Ordinal);

    /// <summary>
    /// Reads a PyTorch file (zip or legacy) or a safetensors file; its first bytes decide which. Its tensors belong to the current
    /// dispose scope.
    /// </summary>
    /// <exception cref="DataFormatException">Thrown when the file is neither, or is damaged.</exception>
    public static PretrainedWeights Read(string path, PublishedWeights published)
    {
        var tensors = PthFile.IsOne(path) ? PthFile.Read(path) : ReadSafetensors(path);
        return new(published, path, HashOf(path), tensors);
    }

    /// <summary>
    /// Copies the tensor of the same name into every parameter and buffer of <paramref name="network"/>. Other tensors of the file are
    /// ignored.
    /// </summary>
    /// <param name="network">Network whose parameters and buffers have the names of the file.</param>
    /// <exception cref="DataFormatException">Thrown when a tensor is missing or has another shape.</exception>
    public void CopyTo(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var (name, own) in network.state_dict())
        {
            // This count of training batches is missing in files before PyTorch 0.4.1, and no evaluation needs it.
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            own.copy_(Tensor(name, own.shape));
        }
    }

    /// <summary>Returns the tensor with this name.</summary>
    /// <exception cref="DataFormatException">Thrown when the tensor is missing or has another shape.</exception>
    public Tensor Tensor(string name, params long[] shape) =>
        Tensors.TryGetValue(name, out var tensor) && tensor.shape.SequenceEqual(shape)
            ? tensor
            : throw Unfit(
                $"a tensor {name} of shape ({string.Join(", ", shape)})",
                tensor is null ? "none" : $"one of shape ({string.Join(", ", tensor.shape)})");

    /// <summary>Returns the SHA-256 of a file, in lower-case hex.</summary>
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
            throw new DataFormatException(
                path, 0, "a PyTorch or safetensors file of tensors", $"something else: {damage.Problem}", Remedy, inner: damage);
        }
    }

    private DataFormatException Unfit(string expected, string found) => new(File, 0, expected, found, Remedy);
}

/// <summary>Thrown when none of the files of some weights is in the folder.</summary>
/// <param name="weights">The weights that are missing.</param>
/// <param name="folder">Folder in which they were looked for.</param>
public sealed class WeightsMissingException(PublishedWeights weights, string folder)
    : Exception(
        $"There are no {weights.Title} in {folder}: "
        + $"put {string.Join(" or ", weights.FileNames)} there ({weights.Address}; docs/perceptual.md).")
{
    /// <summary>The weights that are missing.</summary>
    public PublishedWeights Weights { get; } = weights;
}
