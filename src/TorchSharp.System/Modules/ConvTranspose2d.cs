// Transposed convolution of images: the gradient of a convolution with regard to its input.

using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public abstract class ConvolutionTranspose : Convolution
    {
        protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, torch.Device? device = null, torch.ScalarType? dtype = null)
            : base(name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias, padding_mode, device, dtype)
        {
        }

        public override torch.Tensor forward(torch.Tensor input) => forward(input, null);

        /// <param name="output_size">Height and width of the result, where the stride leaves a choice.</param>
        public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);

        /// <exception cref="ArgumentException">When no output padding gives that size.</exception>
        protected long[] _output_padding(torch.Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
        {
            if (output_size is null)
                return output_padding;
            var spatial = output_size[^(int)num_spatial_dims..];
            var extra = new long[num_spatial_dims];
            for (var d = 0; d < extra.Length; d++)
            {
                var least = (input.size(d - extra.Length) - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
                extra[d] = spatial[d] - least;
                if (extra[d] < 0 || extra[d] >= stride[d])
                    throw new ArgumentException($"Requested an output size of {spatial[d]} in dimension {d}, but sizes from {least} to {least + stride[d] - 1} are possible.", nameof(output_size));
            }

            return extra;
        }
    }

    public sealed class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] output_padding, long[] dilation, long groups, bool bias, PaddingModes padding_mode, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(ConvTranspose2d), in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, groups, bias, padding_mode, device, dtype)
        {
        }

        public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
        {
            ValidateShape(input, 2);
            var zeros = padding ?? [0, 0];
            var extra = _output_padding(input, output_size, kernel_size, stride, zeros, dilation, 2);
            return conv_transpose2d(input, weight, bias, stride, zeros, extra, dilation, groups);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], [output_padding, output_padding], [dilation, dilation], groups, bias, padding_mode, device, dtype);

            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, List(kernel_size, 0), List(stride, 1), List(padding, 0), List(output_padding, 0), List(dilation, 1), groups, bias, padding_mode, device, dtype);
        }
    }
}
