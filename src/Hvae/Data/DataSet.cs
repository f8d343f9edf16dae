// An opened data set: its name, its origin, and its images.

using System.Runtime.InteropServices;
using Hvae.Data.Cache;
using Shared;
using static TorchSharp.torch;

namespace Hvae.Data;

/// <summary>A data set whose pixels are in a memory-mapped cache file. Dispose of it when its pixels are no longer used.</summary>
[CodeBoundary] // Its fingerprint, which a job's configuration has, covers everything about the images.
public sealed class DataSet : IDisposable
{
    private DataSet(CacheEntry entry, ImageSet train, ImageSet test)
    {
        Name = entry.Content.Name;
        Classes = entry.Content.Classes;
        IsBinarised = entry.Content.IsBinarised;
        Quality = entry.Quality;
        Origin = entry.Origin;
        Description = entry.Description;
        Fingerprint = entry.Fingerprint;
        Train = train;
        Test = test;
    }

    /// <summary>Name of the data set that was opened: <c>mnist</c>, or <c>mnist-standin</c> when the stand-in took its place.</summary>
    public string Name { get; }

    /// <summary>How it relates to the published data set. Every number and picture made from it has to show this.</summary>
    public DataQuality Quality { get; }

    /// <summary>Where it came from, in words: a folder, or "generated". Not part of the identity.</summary>
    public string Origin { get; }

    /// <summary>SHA-256 (64 lower-case hexadecimal digits) of the decoded content; see <see cref="DataFingerprint"/>.</summary>
    public string Fingerprint { get; }

    /// <summary>Description in one sentence.</summary>
    public string Description { get; }

    /// <summary>Number of classes. Labels are 0 … Classes − 1.</summary>
    public int Classes { get; }

    /// <summary>Whether images have labels. Without labels there is one class, and every label is 0.</summary>
    public bool HasLabels => Classes > 1;

    /// <summary>Whether models see round(x/255), which is 1 for bytes from 128 on. The bytes here are not rounded.</summary>
    public bool IsBinarised { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape => Train.Shape;

    /// <summary>Training part.</summary>
    public ImageSet Train { get; }

    /// <summary>Test part.</summary>
    public ImageSet Test { get; }

    /// <summary>
    /// Opens the images of a cache file. They are mapped when they are first used, and all processes that use them share the memory.
    /// </summary>
    /// <param name="entry">Description of the file.</param>
    /// <param name="path">Path of the file.</param>
    internal static DataSet Open(CacheEntry entry, string path)
    {
        var (shape, trainCount) = (entry.Content.Shape, entry.Content.TrainCount);
        return new(entry, Part("train", 0, trainCount), Part("test", trainCount * (shape.Size + 1L), entry.Content.TestCount));

        ImageSet Part(string split, long offset, int count) => new(entry.Fingerprint, split, shape, count, () =>
        {
            using var scope = NewDisposeScope();
            var file = Map(path, entry.Length);
            var pixels = file.narrow(0, offset, (long)count * shape.Size).view(count, shape.Channels, shape.Height, shape.Width);
            var labels = file.narrow(0, offset + ((long)count * shape.Size), count).bytes.ToArray();
            return (pixels.DetachFromDisposeScope(), labels);
        });
    }

    /// <exception cref="DataCacheException">Thrown when the file cannot be mapped.</exception>
    private static Tensor Map(string path, long length)
    {
        try
        {
            return from_file(path, shared: false, size: length, dtype: ScalarType.Byte);
        }
        catch (ExternalException error)
        {
            throw new DataCacheException(path, $"cannot be mapped ({error.Message.Split('\n')[0]})", CacheEntry.RunAgain, error);
        }
    }

    /// <summary>Unmaps the pixels of both parts when no tensor of them is left.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
