// The error for a real data set that is required and cannot be had.

namespace Hvae.Data;

/// <summary>The files of a data set are neither in the data folder nor to be downloaded, and a stand-in is not allowed.</summary>
public sealed class DataMissingException(string message, Exception? inner = null) : Exception(message, inner);
