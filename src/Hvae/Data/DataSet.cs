// An opened data set: who it is, where it came from, and its images.

using Shared;

namespace Hvae.Data;

/// <summary>A data set whose pixels lie in a memory-mapped cache file. Close it when its pixels are no longer used.</summary>
[CodeBoundary] // All that it says of the images is in their fingerprint, which a job's configuration has.
public sealed class DataSet : IDisposable
{
    private readonly IDisposable mapping;

    internal DataSet(Cache.CacheHeader header, string cacheFile, ImageSet train, ImageSet test, IDisposable mapping)
    {
        Name = header.Content.Name;
        Classes = header.Content.Classes;
        IsBinarised = header.Content.IsBinarised;
        Quality = header.Quality;
        Origin = header.Origin;
        Description = header.Description;
        Fingerprint = header.Fingerprint;
        CacheFile = cacheFile;
        Train = train;
        Test = test;
        this.mapping = mapping;
    }

    /// <summary>Name of what this really is: <c>mnist</c>, or <c>mnist-standin</c> when the stand-in took its place.</summary>
    public string Name { get; }

    /// <summary>How it relates to the published data set; belongs on every number and picture made from it.</summary>
    public DataQuality Quality { get; }

    /// <summary>Where it came from, for people: a folder, or "generated". Not part of the identity.</summary>
    public string Origin { get; }

    /// <summary>SHA-256 (64 lower-case hexadecimal digits) of the decoded content; see <see cref="DataFingerprint"/>.</summary>
    public string Fingerprint { get; }

    /// <summary>One sentence for people.</summary>
    public string Description { get; }

    /// <summary>Number of classes; labels are 0 … Classes − 1.</summary>
    public int Classes { get; }

    /// <summary>Whether images have labels; where they have none, there is one class, and every label is 0.</summary>
    public bool HasLabels => Classes > 1;

    /// <summary>Whether pixels become round(x/255), that is 1 from 128 on, when used; the bytes here are the raw ones.</summary>
    public bool IsBinarised { get; }

    /// <summary>The memory-mapped file behind the pixels.</summary>
    public string CacheFile { get; }

    /// <summary>Shape of every image.</summary>
    public ImageShape Shape => Train.Shape;

    /// <summary>Training part.</summary>
    public ImageSet Train { get; }

    /// <summary>Test part.</summary>
    public ImageSet Test { get; }

    /// <summary>Unmaps the pixels of both parts.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
        mapping.Dispose();
    }
}
