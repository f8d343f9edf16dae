// Operators over several tensors: joining them, choosing between them, and sums in Einstein's notation.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call(tensors.ToArray(), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Aten.cat.Call(tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call(tensors.ToArray(), dim);

    public static Tensor hstack(params Tensor[] tensors) => Aten.hstack.Call(tensors);

    public static Tensor hstack(IList<Tensor> tensors) => Aten.hstack.Call(tensors.ToArray());

    public static Tensor hstack(IEnumerable<Tensor> tensors) => Aten.hstack.Call(tensors.ToArray());

    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => Aten.hstack.Call(tensors.ToArray());

    public static Tensor vstack(Tensor[] tensors) => Aten.vstack.Call(tensors);

    public static Tensor vstack(IList<Tensor> tensors) => Aten.vstack.Call(tensors.ToArray());

    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => Aten.vstack.Call(tensors.ToArray());

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Aten.meshgrid_indexing.CallList(tensors.ToArray(), indexing);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, tensors);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.where_self.Call(condition, x, y);

    public static Tensor[] where(Tensor condition) => Aten.where.CallList(condition);

    public static long numel(Tensor input) => input.numel();

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Aten.result_type_Tensor.CallInt(tensor1, tensor2);
}
