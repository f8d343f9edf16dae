// The state of a module by name, taken and restored, and its move to another device or type.

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and persistent buffers themselves, no copies, by dotted name.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(Join(prefix, name), parameter);
                foreach (var (name, buffer) in named_buffers(true, false))
                    destination.TryAdd(Join(prefix, name), buffer);
                return destination;
            }

            /// <summary>Copies values into the parameters and buffers of the same names.</summary>
            /// <returns>Names that the source lacks, and names of the source that this module lacks.</returns>
            /// <exception cref="InvalidOperationException">When strict and names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                List<string> missing = [.. own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true)];
                List<string> unexpected = [.. source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true)];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        $"The loaded state_dict is not identical to the target dictionary: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                using var nothing = no_grad();
                foreach (var (name, value) in source)
                {
                    if (skip?.Contains(name) == true || !own.TryGetValue(name, out var target))
                        continue;
                    if (!target.shape.SequenceEqual(value.shape))
                        throw new ArgumentException($"Shape of {name}: [{string.Join(",", target.shape)}] in the module, [{string.Join(",", value.shape)}] in the source.", nameof(source));
                    target.copy_(value);
                }

                return (missing, unexpected);
            }

            public Module _to(Tensor other, bool non_blocking) => Move(other.dtype, other.device, non_blocking);

            /// <summary>Parameters stay the same objects; their numbers move. Only floating-point state changes its type.</summary>
            internal Module Move(ScalarType? dtype, Device? device, bool non_blocking)
            {
                using (no_grad())
                {
                    foreach (var (_, parameter) in ownParameters)
                    {
                        if (parameter is null)
                            continue;
                        using var grad = parameter.grad;
                        Move(parameter, dtype, device, non_blocking);
                        if (grad is null)
                            continue;
                        Move(grad, dtype, device, non_blocking);
                        parameter.grad = grad;
                    }

                    foreach (var (_, buffer, _) in ownBuffers)
                        Move(buffer, dtype, device, non_blocking);
                }

                foreach (var module in children())
                    module.Move(dtype, device, non_blocking);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            /// <summary>Called when the module has moved, for what is neither parameter nor buffer.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            private static void Move(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                var type = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                var place = device ?? tensor.device;
                if (type == tensor.dtype && place.type == tensor.device_type && (place.index < 0 || place.index == tensor.device_index))
                    return;
                using var moved = tensor.to(type, place, non_blocking: non_blocking);
                tensor.Adopt(moved);
            }

            private static string Join(string? prefix, string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
        }
    }
}
