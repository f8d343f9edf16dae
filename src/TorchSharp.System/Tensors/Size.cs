// A shape as a value.

using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    public readonly struct Size : IEnumerable<long>
    {
        private readonly long[]? sizes;

        public Size(long[] shape) => sizes = [.. shape];

        public Size(IEnumerable<long> shape) => sizes = [.. shape];

        public Size(int[] shape) => sizes = Array.ConvertAll(shape, s => (long)s);

        public Size(long size) => sizes = [size];

        public Size((long, long) size) => sizes = [size.Item1, size.Item2];

        public Size((long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((long, long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size(int size) => sizes = [size];

        public Size((int, int) size) => sizes = [size.Item1, size.Item2];

        public Size((int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3];

        public Size((int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((int, int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((int, int, int, int, int, int) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public bool IsEmpty => Shape.Length == 0;

        public bool IsScalar => Shape.Length == 0;

        public int Length => Shape.Length;

        public long[] Shape => sizes ?? [];

        public long this[int idx] => Shape[idx];

        public long this[long idx] => Shape[idx];

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static implicit operator Size((long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);

        public static bool operator !=(Size left, Size right) => !(left == right);

        public long numel() => Shape.TotalSize();

        public override bool Equals(object? obj) => obj is Size size && this == size;

        public override int GetHashCode() => Shape.Aggregate(17, HashCode.Combine);

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
