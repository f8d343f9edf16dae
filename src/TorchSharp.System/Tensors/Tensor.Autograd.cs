// Gradients of a tensor.

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                var requires = Native.tensor_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return requires;
            }

            set
            {
                Native.tensor_set_requires_grad(Handle, value ? 1 : 0, out var error);
                GC.KeepAlive(this);
                Errors.Check(error, nameof(requires_grad));
            }
        }

        /// <summary>The gradient that backward left here, or null.</summary>
        public Tensor? grad
        {
            get
            {
                var found = Native.tensor_grad(Handle, out var error);
                GC.KeepAlive(this);
                Errors.Check(error, nameof(grad));
                return found == 0 ? null : new Tensor(found);
            }

            set
            {
                Native.tensor_set_grad(Handle, value is null ? 0 : value.Handle, out var error);
                GC.KeepAlive(this);
                GC.KeepAlive(value);
                Errors.Check(error, nameof(grad));
            }
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            Native.tensor_retain_grad(Handle, out var error);
            GC.KeepAlive(this);
            Errors.Check(error, nameof(retain_grad));
        }
    }
}
