// Gradients of many parameters at once: clipped, or as one vector.

using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales the gradients so that the norm of them all together is at most max_norm.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                if (norm_type == 2 && ClipNatively(tensors, max_norm) is { } norm)
                    return norm;
                using var nothing = no_grad();
                using var scope = NewDisposeScope();
                List<Tensor> grads = [.. tensors.Select(t => t.grad).OfType<Tensor>()];
                if (grads.Count == 0)
                    return 0;
                var norms = stack(grads.Select(g => g.norm((float)norm_type)));
                var total = norms.norm((float)norm_type).ToDouble();
                var factor = Factor(total, max_norm);
                if (factor < 1)
                {
                    foreach (var grad in grads)
                        grad.mul_(factor);
                }

                return total;
            }

            // Reads each gradient once, in one call; null when one of them is not of plain numbers on the CPU.
            private static unsafe double? ClipNatively(IEnumerable<Parameter> tensors, double max_norm)
            {
                var handles = tensors.Select(tensor => tensor.Handle).ToArray();
                fixed (IntPtr* parameters = handles)
                {
                    var served = Native.gradients_square(parameters, handles.Length, out var square, out var error);
                    Errors.Check(error, nameof(clip_grad_norm_));
                    if (served == 0)
                        return null;
                    var norm = Math.Sqrt(square);
                    if (Factor(norm, max_norm) is < 1 and var factor)
                        Native.gradients_scale(parameters, handles.Length, factor, out error);
                    Errors.Check(error, nameof(clip_grad_norm_));
                    return norm;
                }
            }

            private static double Factor(double norm, double max_norm) => Math.Min(1, max_norm / (norm + 1e-6));

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var nothing = no_grad();
                using var scope = NewDisposeScope();
                foreach (var tensor in tensors)
                    tensor.grad?.clamp_(-clip_value, clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors) => cat([.. tensors.Select(t => t.view(-1))]);

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var nothing = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var tensor in tensors)
                {
                    var length = tensor.numel();
                    tensor.copy_(vec.narrow(0, start, length).view_as(tensor));
                    start += length;
                }
            }
        }
    }
}
