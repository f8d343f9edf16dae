// Convolution of images.

using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type, long[] dilation, long groups, bool bias, PaddingModes padding_mode, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d), in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, false, [0, 0], groups, bias, padding_mode, device, dtype)
        {
        }

        /// <param name="input">N × in × height × width, or without N.</param>
        public override torch.Tensor forward(torch.Tensor input)
        {
            ValidateShape(input, 2);
            if (padding_mode == PaddingModes.Zeros)
                return padding is { } zeros
                    ? conv2d(input, weight, bias, stride, zeros, dilation, groups)
                    : conv2d_padding(input, weight, bias, stride, padding_type!.Value, dilation, groups);
            using var padded = pad(input, Around(), padding_mode);
            return conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
        }

        // Left, right, top, bottom.
        private long[] Around()
        {
            if (padding is [var vertical, var horizontal])
                return [horizontal, horizontal, vertical, vertical];
            if (padding_type == Padding.Valid)
                return [0, 0, 0, 0];
            var (rows, columns) = (dilation[0] * (kernel_size[0] - 1), dilation[1] * (kernel_size[1] - 1));
            return [columns / 2, columns - columns / 2, rows / 2, rows - rows / 2];
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation], groups, bias, padding_mode, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, List(kernel_size, 0), List(stride, 1), List(padding, 0), null, List(dilation, 1), groups, bias, padding_mode, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], null, padding, [dilation, dilation], groups, bias, padding_mode, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, List(kernel_size, 0), List(stride, 1), null, padding, List(dilation, 1), groups, bias, padding_mode, device, dtype);
        }
    }
}
