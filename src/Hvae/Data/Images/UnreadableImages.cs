// What becomes of images that cannot be read: where the official count needs all of them the first ends the reading, elsewhere they are
// left out and the user is told which.

using System.Runtime.ExceptionServices;

namespace Hvae.Data.Images;

/// <summary>The images of one part of a data set that cannot be read.</summary>
/// <param name="name">Name of the data set, for the notice.</param>
/// <param name="areNeeded">Whether the part has the published number of images, so that none may be left out.</param>
/// <param name="notice">Receives which images are left out.</param>
internal sealed class UnreadableImages(string name, bool areNeeded, Action<string> notice)
{
    private const int MostNamed = 5;

    private readonly List<DataFormatException> named = [];

    /// <summary>Number of images that were left out so far.</summary>
    public int Count { get; private set; }

    /// <summary>Returns what is read; null when that image is left out.</summary>
    /// <exception cref="DataFormatException">It cannot be read, and all images are needed.</exception>
    public EncodedImage? Try(Func<EncodedImage> read)
    {
        try
        {
            return read();
        }
        catch (DataFormatException error)
        {
            LeaveOut(ExceptionDispatchInfo.Capture(error));
            return null;
        }
    }

    /// <summary>Leaves an image out, or throws its error again.</summary>
    public void LeaveOut(ExceptionDispatchInfo problem)
    {
        if (areNeeded || problem.SourceException is not DataFormatException error)
        {
            problem.Throw();
            return;
        }

        Count++;
        if (named.Count < MostNamed)
            named.Add(error);
    }

    /// <summary>Tells the user which images were left out.</summary>
    /// <param name="left">Number of images that were read.</param>
    /// <exception cref="DataFormatException">No image is left.</exception>
    public void Report(int left)
    {
        if (Count == 0)
            return;
        if (left == 0)
            throw named[0];
        notice($"{name}: {Count} of {Count + left} images cannot be read and {(Count == 1 ? "is" : "are")} left out: "
            + string.Join(' ', named.Select(error => error.Message)) + (Count > named.Count ? " …" : ""));
    }
}
