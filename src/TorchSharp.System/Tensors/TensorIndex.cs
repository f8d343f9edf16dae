// One place of an index such as x[.., 1, 2..5]: a number, a range, everything, a new dimension, or a tensor.

namespace TorchSharp;

public static partial class torch
{
    public readonly struct TensorIndex
    {
        public static readonly TensorIndex Colon = new(IndexKind.Slice);
        public static readonly TensorIndex Ellipsis = new(IndexKind.Ellipsis);
        public static readonly TensorIndex None = new(IndexKind.New);
        public static readonly TensorIndex Null = new(IndexKind.New);

        internal readonly IndexKind kind;
        internal readonly long? start;
        internal readonly long? stop;
        internal readonly long? step;
        internal readonly Tensor? tensor;

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null) =>
            (this.kind, this.start, this.stop, this.step, this.tensor) = (kind, start, stop, step, tensor);

        internal enum IndexKind
        {
            Slice, Single, Ellipsis, New, Bool, Tensor,
        }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        /// <summary>Every step-th place from start up to stop, which is left out; negative places count from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) =>
            Slice(Position(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Position(range.End));

        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);

        public static TensorIndex Bool(bool value) => new(IndexKind.Bool, value ? 1 : 0);

        public static TensorIndex Tensor(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        private static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
