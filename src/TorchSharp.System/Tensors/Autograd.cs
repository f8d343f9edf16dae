// Computing gradients, and the modes under which operations are recorded for them.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations are not recorded until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.grad_mode_get() != 0;

    /// <summary>Like <see cref="no_grad"/>, and what is made inside can never take part in a gradient.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.inference_mode_get() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Native.grad_mode_get();

        public GradMode(bool enabled) => Native.grad_mode_set(enabled ? 1 : 0);

        public void Dispose() => Native.grad_mode_set(before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private IntPtr mode = Native.inference_mode_enter(enabled ? 1 : 0);

        public void Dispose()
        {
            if (mode != 0)
                Native.inference_mode_leave(mode);
            mode = 0;
        }
    }

    public static partial class autograd
    {
        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Adds to the leaves' gradients those of the sum of the tensors, each weighted by its grad tensor.</summary>
        /// <param name="retain_graph">Keep what was recorded; as create_graph when null.</param>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            IntPtr error;
            fixed (IntPtr* roots = Handles(tensors), grads = Handles(grad_tensors), leaves = Handles(inputs))
                Native.autograd_backward(
                    roots, tensors.Count, grads, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, leaves, inputs?.Count ?? 0, out error);
            GC.KeepAlive((tensors, grad_tensors, inputs));
            Errors.Check(error, nameof(backward));
        }

        /// <summary>The gradients of the outputs' sum with regard to the inputs; null where an input is not used and that is allowed.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new IntPtr[inputs.Count];
            IntPtr error;
            fixed (IntPtr* roots = Handles(outputs), leaves = Handles(inputs), grads = Handles(grad_outputs), found = results)
                Native.autograd_grad(
                    roots, outputs.Count, leaves, inputs.Count, grads,
                    retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, found, out error);
            GC.KeepAlive((outputs, inputs, grad_outputs));
            Errors.Check(error, nameof(grad));
            return [.. results.Select(r => r == 0 ? null! : new Tensor(r))];
        }

        private static IntPtr[]? Handles(IList<Tensor>? tensors)
        {
            if (tensors is null || tensors.Count == 0)
                return null;
            var handles = new IntPtr[tensors.Count];
            for (var i = 0; i < handles.Length; i++)
                handles[i] = tensors[i] is null ? 0 : tensors[i].Handle;
            return handles;
        }
    }
}
