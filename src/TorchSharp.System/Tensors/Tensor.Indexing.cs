// Reading and writing by index, as x[1, .., 2..5] in PyTorch: views for numbers and ranges, copies for tensors.

using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, [i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index([i1, i2]);
            set => index_put_(value, [i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index([i1, i2, i3]);
            set => index_put_(value, [i1, i2, i3]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index([i1, i2, i3, i4]);
            set => index_put_(value, [i1, i2, i3, i4]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Narrowed(indices);
            return tensors is null ? view : Aten.index_Tensor.Call(view, Argument.Optional(tensors));
        }

        public Tensor index(params Tensor[] indices) => Aten.index_Tensor.Call(this, Argument.Optional(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, tensors) = Narrowed(indices);
            if (tensors is not null)
                Aten.index_put_.InPlace(view, Argument.Optional(tensors), value, accumulate);
            else if (accumulate)
                view.add_(value);
            else
                view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.index_put_.InPlace(this, Argument.Optional(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices) =>
            index_put_(Aten.scalar_tensor.Call(value, dtype, Argument.None, device), indices, false);

        public Tensor index_put_(Scalar value, params Tensor[] indices) =>
            index_put_(Aten.scalar_tensor.Call(value, dtype, Argument.None, device), indices, false);

        // Numbers and ranges are taken as views; the tensors among the indices are left for aten::index.
        private (Tensor View, Tensor?[]? Tensors) Narrowed(TensorIndex[] indices)
        {
            var view = this;
            var tensors = new List<Tensor?>();
            var any = false;
            foreach (var index in indices)
            {
                var d = tensors.Count;
                switch (index.kind)
                {
                    case TensorIndex.IndexKind.Ellipsis:
                        var whole = view.Dimensions - d - indices.SkipWhile(i => i.kind != TensorIndex.IndexKind.Ellipsis).Skip(1).Sum(Consumed);
                        tensors.AddRange(new Tensor?[(int)whole]);
                        break;
                    case TensorIndex.IndexKind.New:
                        view = view.unsqueeze(d);
                        tensors.Add(null);
                        break;
                    case TensorIndex.IndexKind.Single:
                        view = view.select(d, index.start ?? 0);
                        break;
                    case TensorIndex.IndexKind.Slice:
                        view = index is { start: null, stop: null, step: null } ? view : Aten.slice_Tensor.Call(view, (long)d, index.start, index.stop, index.step ?? 1);
                        tensors.Add(null);
                        break;
                    case TensorIndex.IndexKind.Bool:
                        view = view.unsqueeze(d);
                        tensors.Add(torch.tensor(index.start == 1 ? new[] { 0L } : []));
                        any = true;
                        break;
                    default:
                        any = true;
                        tensors.Add(index.tensor);
                        for (var extra = Consumed(index); extra > 1; extra--)
                            view = view.flatten(d, d + 1);
                        if (index.tensor!.dtype == ScalarType.Bool && index.tensor.Dimensions > 1)
                            tensors[^1] = index.tensor.flatten();
                        break;
                }
            }

            return (ReferenceEquals(view, this) && !any ? alias() : view, any ? [.. tensors] : null);
        }

        // How many dimensions of the tensor an index uses up.
        private static long Consumed(TensorIndex index) => index.kind switch
        {
            TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice => 1,
            TensorIndex.IndexKind.Tensor => index.tensor!.dtype is ScalarType.Bool ? index.tensor.Dimensions : 1,
            _ => 0,
        };
    }
}
