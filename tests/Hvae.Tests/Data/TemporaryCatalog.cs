// A catalog of one data set whose files and cache lie in a temporary folder.

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
        bool allowStandIn = true,
        HttpMessageHandler? http = null,
        IProgress<DownloadProgress>? progress = null) =>
        new(
            new DataOptions
            {
                Folder = folder["data"],
                CacheFolder = folder["cache"],
                Offline = offline,
                AllowStandIn = allowStandIn,
                Download = new() { FirstWait = TimeSpan.FromMilliseconds(1) },
            },
            notices is null ? null : notices.Add,
            progress,
            http)
        {
            Sources = [source],
        };
}
