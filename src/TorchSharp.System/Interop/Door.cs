// Operators of the door itself: what libtorch has too, computed faster.

namespace TorchSharp.Interop;

internal static class Door
{
    public static readonly Operator conv2d = new("conv2d", library: "torchsharp");
    public static readonly Operator conv_transpose2d = new("conv_transpose2d", library: "torchsharp");
}
