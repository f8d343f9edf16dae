// How far a download is, for a progress bar with a finish time.

namespace Hvae.Data.Downloads;

/// <summary>How far the download of one file is.</summary>
/// <param name="FileName">The file.</param>
/// <param name="Done">Bytes on disk, with those of an earlier run.</param>
/// <param name="Total">Bytes when finished.</param>
/// <param name="BytesPerSecond">Mean speed of this run; 0 until it is known.</param>
/// <param name="FinishesAt">When it will be finished at that speed; null until it is known.</param>
public sealed record DownloadProgress(string FileName, long Done, long Total, double BytesPerSecond, DateTimeOffset? FinishesAt);
