// Shapes, parts, joining, and reading and writing by index.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class ShapeValuesTests
{
    private readonly Tensor m = arange(6, dtype: float64).view(2, 3);

    [Fact]
    public void Views()
    {
        Shape(m.reshape(3, 2), 3, 2);
        Shape(m.view(-1), 6);
        Shape(m.flatten(), 6);
        Shape(zeros(2, 3, 4).flatten(1), 2, 12);
        Shape(m.flatten().unflatten(0, 2, 3), 2, 3);
        Shape(m.ravel(), 6);
        Values(m.permute(1, 0), 0, 3, 1, 4, 2, 5);
        Values(m.transpose(0, 1), 0, 3, 1, 4, 2, 5);
        Values(m.t(), 0, 3, 1, 4, 2, 5);
        Values(m.T, 0, 3, 1, 4, 2, 5);
        Values(m.movedim([0L], [1L]), 0, 3, 1, 4, 2, 5);
        Shape(m.unsqueeze(0), 1, 2, 3);
        Shape(zeros(1, 2, 1).squeeze(), 2);
        Shape(zeros(1, 2, 1).squeeze(0), 2, 1);
        Shape(V(1, 2).unsqueeze(1).expand(2, 4), 2, 4);
        Shape(V(1, 2, 3).expand_as(m), 2, 3);
        Shape(m.repeat(2, 2), 4, 6);
        Values(V(1, 2).repeat_interleave(2), 1, 1, 2, 2);
        Values(V(1, 2).tile([2L]), 1, 2, 1, 2);
        Assert.False(m.t().is_contiguous());
        Assert.True(m.t().contiguous().is_contiguous());
        Values(m.flip(1), 2, 1, 0, 5, 4, 3);
        Values(V(1, 2, 3).roll(1), 3, 1, 2);
        Values(m.rot90(), 2, 5, 1, 4, 0, 3);
        Shape(V(1, 2, 3, 4).unfold(0, 2, 1), 3, 2);
    }

    [Fact]
    public void A_view_shares_its_memory_and_a_clone_does_not()
    {
        var x = zeros(2, 2);
        var view = x.view(4);
        var clone = x.clone();
        x.fill_(1);
        Values(view, 1, 1, 1, 1);
        Values(clone, 0, 0, 0, 0);
    }

    [Fact]
    public void Facts_of_a_tensor()
    {
        var x = zeros(2, 3, dtype: int32).t();
        Assert.Equal([3L, 2L], x.shape);
        Assert.Equal(2, x.dim());
        Assert.Equal(6, x.numel());
        Assert.Equal(2, x.size(-1));
        Assert.Equal([1L, 3L], x.stride());
        Assert.Equal(4, x.ElementSize);
        Assert.Equal(ScalarType.Int32, x.dtype);
        Assert.Equal(DeviceType.CPU, x.device_type);
        Assert.Equal("cpu", x.device.ToString());
        Assert.Equal(1, x[1].storage_offset());
        Assert.Equal("[3x2], type = Int32, device = cpu", x.ToString());
    }

    [Fact]
    public void Parts()
    {
        Values(m.narrow(1, 1, 2), 1, 2, 4, 5);
        Values(m.slice(1, 0, 3, 2), 0, 2, 3, 5);
        Values(m.select(0, 1), 3, 4, 5);
        Assert.Equal([2L, 1L], m.split(2, 1).Select(t => t.shape[1]));
        Assert.Equal([1L, 2L], m.split([1L, 2L], 1).Select(t => t.shape[1]));
        Assert.Equal(2, m.chunk(2).Length);
        Assert.Equal(3, m.unbind(1).Length);
        Assert.Equal(2, m.tensor_split(2, 1).Length);
        Values(m.index_select(1, tensor(new[] { 2L, 0L })), 2, 0, 5, 3);
        Values(m.gather(1, tensor(new[] { 2L, 0L }).view(2, 1)), 2, 3);
        Values(zeros(3).scatter(0, tensor(new[] { 1L }), ones(1)), 0, 1, 0);
        Values(zeros(2).scatter_add(0, tensor(new[] { 1L, 1L }), ones(2)), 0, 2);
        Values(zeros(2).index_add(0, tensor(new[] { 1L, 1L }), ones(2), 3), 0, 6);
        Values(m.take(tensor(new[] { 5L, 0L })), 5, 0);
        Values(m.masked_fill(m > 2, -1), 0, 1, 2, -1, -1, -1);
        Values(m.masked_select(m > 2), 3, 4, 5);
        Values(V(1, 2).diag(), 1, 0, 0, 2);
        Values(m.diagonal(), 0, 4);
        Values(ones(2, 2).tril(), 1, 0, 1, 1);
        Values(ones(2, 2).triu(1), 0, 1, 0, 0);
        Values(eye(3).trace(), 3);
    }

    [Fact]
    public void Joining()
    {
        Shape(cat([m, m], 1), 2, 6);
        Shape(cat(new List<Tensor> { m, m }), 4, 3);
        Shape(stack([m, m]), 2, 2, 3);
        Shape(hstack(m, m), 2, 6);
        Shape(vstack(new[] { m, m }), 4, 3);
        Shape(meshgrid([V(1, 2), V(1, 2, 3)])[0], 2, 3);
    }

    [Fact]
    public void Reading_by_index()
    {
        var x = arange(24, dtype: float64).view(2, 3, 4);
        Values(x[1, 2, 3], 23);
        Shape(x[1], 3, 4);
        Shape(x[1, 2], 4);
        Shape(x[.., 1..3, ..2], 2, 2, 2);
        Values(x[0, 0, ^1], 3);
        Shape(x[TensorIndex.Ellipsis, 0], 2, 3);
        Shape(x[TensorIndex.Ellipsis, 0, TensorIndex.Colon], 2, 4);
        Shape(x[TensorIndex.None, 1], 1, 3, 4);
        Shape(x[TensorIndex.Slice(step: 2)], 1, 3, 4);
        Values(x[0, TensorIndex.Slice(1, -1), 0], 4);
        Values(x[TensorIndex.Tensor(tensor(new[] { 1L, 0L })), 0, 0], 12, 0);
        Values(x[tensor(new[] { 1L }), tensor(new[] { 2L }), tensor(new[] { 3L })], 23);
        Values(x[x > 21], 22, 23);
        Shape(x[TensorIndex.Tensor(tensor(new[] { true, false })), 1], 1, 4);
        Values(x[TensorIndex.Tensor(x[TensorIndex.Ellipsis, 0] > 15), 0], 16, 20);
    }

    [Fact]
    public void Writing_by_index()
    {
        var x = zeros(2, 3);
        x[0, 1] = tensor(5f);
        x[1, ..] = ones(3);
        Values(x, 0, 5, 0, 1, 1, 1);
        x[x > 0] = tensor(-1f);
        Values(x, 0, -1, 0, -1, -1, -1);
        x.index_put_(tensor(1f), [TensorIndex.Tensor(tensor(new[] { 0L, 0L })), 0], accumulate: true);
        Values(x[0, 0], 2);
    }

    [Fact]
    public void Products()
    {
        var (a, b) = (M(2, 1, 2, 3, 4), M(2, 5, 6, 7, 8));
        Values(a.matmul(b), 19, 22, 43, 50);
        Values(a.mm(b), 19, 22, 43, 50);
        Values(a.mv(V(1, 1)), 3, 7);
        Values(V(1, 2).dot(V(3, 4)), 11);
        Values(V(1, 2).outer(V(3, 4)), 3, 4, 6, 8);
        Shape(zeros(5, 2, 3).bmm(zeros(5, 3, 4)), 5, 2, 4);
        Values(a.addmm(a, b, beta: 2, alpha: 0.5f), 11.5, 15, 27.5, 33);
        Values(einsum("ij,jk->ik", a, b), 19, 22, 43, 50);
        Values(einsum("ij->i", a), 3, 7);
        Values(a.det(), -2);
        Values(a.inverse(), -2, 1, 1.5, -0.5);
        Values(a.tensordot(b, 1), 19, 22, 43, 50);
        Values(a.matrix_power(2), 7, 10, 15, 22);
        Values(M(3, 1, 2, 3, 1, 2, 3).cov(), 1, 1, 1, 1);
        Values(V(1, 2).kron(V(1, 10)), 1, 10, 2, 20);
    }
}
