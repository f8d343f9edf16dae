// Where published weights are looked for: the folder `weights` in the data folder.

namespace Hvae.Pretrained;

/// <summary>Finds and reads weights that the user has put into the data folder. Nothing is ever downloaded.</summary>
/// <param name="dataFolder">The data folder (<see cref="Data.DataOptions.Folder"/>).</param>
public sealed class PretrainedFolder(string dataFolder)
{
    /// <summary>The folder of the weights.</summary>
    public string Path { get; } = System.IO.Path.Combine(dataFolder, "weights");

    /// <summary>Whether one of the files is there; it may still be damaged.</summary>
    public bool Has(PublishedWeights weights) => Find(weights) is not null;

    /// <summary>Reads the first of the weights' files that is there. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="WeightsMissingException">None is there.</exception>
    /// <exception cref="Data.DataFormatException">It is damaged, or no file of tensors.</exception>
    public PretrainedWeights Read(PublishedWeights weights) =>
        PretrainedWeights.Read(Find(weights) ?? throw new WeightsMissingException(weights, Path), weights);

    /// <summary>SHA-256 (64 lower-case hexadecimal digits) of the file that <see cref="Read"/> would read, whatever it holds.</summary>
    /// <exception cref="WeightsMissingException">None is there.</exception>
    public string Sha256Of(PublishedWeights weights) =>
        PretrainedWeights.HashOf(Find(weights) ?? throw new WeightsMissingException(weights, Path));

    private string? Find(PublishedWeights weights) =>
        weights.FileNames.Select(name => System.IO.Path.Combine(Path, name)).FirstOrDefault(File.Exists);
}
