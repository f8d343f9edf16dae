// The same numbers in another shape or order; mostly views.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The dimensions in reverse order.</summary>
        public Tensor T => Aten.numpy_T.Call(this);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => Aten.mT.Call(this);

        public Tensor reshape(params long[] shape) => Aten.reshape.Call(this, shape);

        public Tensor view(params long[] shape) => Aten.view.Call(this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten_using_ints.Call(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten_int.Call(this, dim, sizes);

        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor ravel() => Aten.ravel.Call(this);

        public Tensor permute(params long[] permutation) => Aten.permute.Call(this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => Aten.transpose_.InPlace(this, dim0, dim1);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor movedim(long[] source, long[] destination) => Aten.movedim_intlist.Call(this, source, destination);

        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        public Tensor t() => Aten.t.Call(this);

        public Tensor adjoint() => Aten.adjoint.Call(this);

        public Tensor squeeze(long? dim = null) => dim is { } d ? Aten.squeeze_dim.Call(this, d) : Aten.squeeze.Call(this);

        public Tensor squeeze_(long? dim = null) => dim is { } d ? Aten.squeeze__dim.InPlace(this, d) : Aten.squeeze_.InPlace(this);

        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_.InPlace(this, dim);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand(sizes, false);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);

        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor expand_as(Tensor other) => expand(other.shape, false);

        public Tensor broadcast_to(params long[] shape) => expand(shape, false);

        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) => Aten.repeat_interleave_self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) => Aten.repeat_interleave_self_int.Call(this, repeats, dim, output_size);

        public Tensor tile(long[] reps) => Aten.tile.Call(this, reps);

        public Tensor contiguous() => Aten.contiguous.Call(this);

        public Tensor clone() => Aten.clone.Call(this);

        public Tensor alias() => Aten.alias.Call(this);

        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => Aten.detach_.InPlace(this);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Aten.as_strided.Call(this, size, strides, storageOffset);

        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);

        public Tensor fliplr() => Aten.fliplr.Call(this);

        public Tensor flipud() => Aten.flipud.Call(this);

        public Tensor roll(long shifts, long? dims = null) => Aten.roll.Call(this, new[] { shifts }, dims is { } d ? new[] { d } : Array.Empty<long>());

        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Call(this, shifts, dims);

        public Tensor roll(long[] shifts) => Aten.roll.Call(this, shifts);

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => roll(shifts.ToArray(), dims.ToArray());

        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) => roll([shifts.Item1, shifts.Item2, shifts.Item3], [dims.Item1, dims.Item2, dims.Item3]);

        public Tensor rot90(long k = 1, (long, long)? dims = null) => Aten.rot90.Call(this, k, dims is var (a, b) ? new[] { a, b } : new long[] { 0, 1 });

        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) => Aten.diff.Call(this, n, dim, prepend, append);

        public Tensor unfold(long dimension, long size, long step) => Aten.unfold.Call(this, dimension, size, step);
    }
}
