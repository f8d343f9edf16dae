// Overloads that only rearrange their arguments; they are here so that calls resolve as with the official package.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cholesky(Tensor input) => input.cholesky();

    public static Tensor divide_(Tensor left, Scalar right) => left.div_(right);

    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) => Aten.gather.Call(input, dim, index, sparse_grad);

    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public static Tensor moveaxis(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public static Tensor moveaxis(Tensor input, (long, long) source, (long, long) destination) =>
        input.movedim([source.Item1, source.Item2], [destination.Item1, destination.Item2]);

    public static Tensor moveaxis(Tensor input, (long, long, long) source, (long, long, long) destination) =>
        input.movedim([source.Item1, source.Item2, source.Item3], [destination.Item1, destination.Item2, destination.Item3]);

    public static Tensor moveaxis(Tensor input, (long, long, long, long) source, (long, long, long, long) destination) =>
        input.movedim(
            [source.Item1, source.Item2, source.Item3, source.Item4],
            [destination.Item1, destination.Item2, destination.Item3, destination.Item4]);

    public static Tensor norm(Tensor input) => input.norm();

    public static Tensor randperm(long n, Tensor @out, Generator? generator = null) => Aten.randperm_generator_out.Call(n, generator, @out);

    public static Tensor take_along_dim(Tensor input, IEnumerable<long> indices, long dim = 0) => input.take_along_dim(indices, dim);

    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);

    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) => a.tensordot(b, dims);

    public static Tensor tensordot(Tensor a, Tensor b, (long, long)[] dims) => a.tensordot(b, dims);

    public static Tensor[] unbind(Tensor tensor, int dim = 0) => tensor.unbind(dim);

    public partial class Tensor
    {
        public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) => input.kthvalue(k, dim, keepdim);

        public Tensor take_along_dim(IEnumerable<long> indices) => take_along_dim(torch.tensor(indices.ToArray()));

        public Tensor take_along_dim(IEnumerable<long> indices, long dim) => take_along_dim(torch.tensor(indices.ToArray()), dim);

        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Aten.tensor_split_tensor_indices_or_sections.CallList(this, indices, dim);

        /// <summary>Sums over the last dims dimensions of this one and the first ones of b.</summary>
        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var first = Dimensions - dims;
            return tensordot(b, [.. Enumerable.Range(0, (int)dims).Select(d => first + d)], [.. Enumerable.Range(0, (int)dims).Select(d => (long)d)]);
        }

        public Tensor tensordot(Tensor b, (long, long)[] dims) => tensordot(b, [.. dims.Select(d => d.Item1)], [.. dims.Select(d => d.Item2)]);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
    }
}
