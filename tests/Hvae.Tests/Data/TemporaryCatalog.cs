// A catalog of one data set whose files and cache are in a temporary folder, and the parts of an opened data set that tests read.

using Hvae.Data;
using Hvae.Data.Downloads;
using Hvae.Data.Sources;

namespace Hvae.Tests.Data;

internal static class TemporaryCatalog
{
    public static DataCatalog Of(
        IDataSource source,
        TemporaryFolder folder,
        List<string>? notices = null,
        bool offline = true,
        HttpMessageHandler? http = null,
        IProgress<DownloadProgress>? progress = null,
        Func<DataOptions, DataOptions>? change = null) =>
        new(
            (change ?? (options => options))(
            new DataOptions
            {
                Folder = folder["data"],
                CacheFolder = folder["cache"],
                Offline = offline,
                Download = new() { FirstWait = TimeSpan.FromMilliseconds(1) },
            }),
            notices is null ? null : notices.Add,
            progress,
            http)
        {
            Sources = [source],
        };

    /// <summary>Returns the C×H×W bytes of one image.</summary>
    public static byte[] Image(this ImageSet images, int index)
    {
        using var all = images.Tensor(images.Count);
        using var image = all[index].contiguous();
        return image.bytes.ToArray();
    }

    /// <summary>Returns the file of the cache that has the images.</summary>
    public static string FileOf(DataSet data, TemporaryFolder folder) => folder["cache", $"{data.Name}-{data.Fingerprint[..16]}.images"];
}
