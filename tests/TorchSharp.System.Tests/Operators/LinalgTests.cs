// Eigenvalues of symmetric matrices.

using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class LinalgTests
{
    [Fact]
    public void Eigenvalues_come_ascending_with_orthonormal_vectors()
    {
        using var scope = NewDisposeScope();
        var matrix = tensor(new double[] { 2, 1, 1, 2 }).reshape(2, 2);

        var (values, vectors) = linalg.eigh(matrix);

        Assert.Equal([1, 3], values.data<double>().ToArray().Select(value => Math.Round(value, 12)));
        Assert.True((vectors * values).matmul(vectors.t()).allclose(matrix));
        Assert.True(linalg.eigvalsh(matrix, 'U').allclose(values));
    }
}
