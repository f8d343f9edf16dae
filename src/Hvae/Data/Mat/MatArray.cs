// What is read of a variable in a MAT-file.

namespace Hvae.Data.Mat;

/// <summary>A numeric array whose values are all whole numbers from 0 to 255, however the file stores them.</summary>
/// <param name="Name">Name of the variable.</param>
/// <param name="Sizes">Its dimensions, at least two.</param>
/// <param name="Values">All values in MATLAB's order: the first dimension runs fastest.</param>
/// <param name="Offset">Byte of the file at which the variable begins.</param>
internal sealed record MatArray(string Name, IReadOnlyList<int> Sizes, byte[] Values, long Offset)
{
    /// <summary>For people: <c>32x32x3x900</c>.</summary>
    public string SizesText => string.Join('x', Sizes);
}
