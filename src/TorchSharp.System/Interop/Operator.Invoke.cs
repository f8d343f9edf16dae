// The call itself: arguments are laid out on the stack, lists included, and nothing is allocated on the way.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Interop;

internal sealed partial class Operator
{
    // Lists that together have more elements than this go to the heap.
    private const int ScratchLength = 48;

    [SkipLocalsInit]
    private unsafe void Invoke(ReadOnlySpan<Argument> arguments, Span<Value> results)
    {
        var values = stackalloc Value[arguments.Length];
        var scratch = stackalloc long[ScratchLength];
        var used = 0;
        List<long[]>? heap = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            ref var value = ref values[i];
            value.Tag = argument.Tag;
            switch (argument.Tag)
            {
                case Tag.Tensor:
                    value.Bits = argument.As<torch.Tensor>().Handle;
                    break;
                case Tag.Generator:
                    value.Bits = argument.As<torch.Generator>().Handle;
                    break;
                case Tag.None or Tag.Int or Tag.Double or Tag.Bool or Tag.Device:
                    value.Bits = argument.Bits;
                    break;
                default:
                    value.Length = Length(argument);
                    var words = argument.Tag is Tag.BoolList or Tag.String ? value.Length / 8 + 1 : value.Length;
                    value.Bits = (long)Place(words, scratch, ref used, ref heap);
                    Write(argument, (long*)value.Bits);
                    break;
            }
        }

        IntPtr error = 0;
        fixed (Value* slots = results)
            Native.operator_call(handle == 0 ? Find() : handle, values, arguments.Length, slots, results.Length, &error);
        GC.KeepAlive(heap);
        if (error != 0)
            throw Errors.Failure(error, this, arguments);
    }

    private static unsafe long* Place(int words, long* scratch, ref int used, ref List<long[]>? heap)
    {
        if (used + words <= ScratchLength)
        {
            used += words;
            return scratch + used - words;
        }

        var block = GC.AllocateUninitializedArray<long>(words, pinned: true);
        (heap ??= []).Add(block);
        return (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block));
    }

    private static int Length(in Argument argument) => argument.Tag switch
    {
        Tag.String => Encoding.UTF8.GetByteCount(argument.As<string>()),
        _ => argument.As<Array>().Length,
    };

    private static unsafe void Write(in Argument argument, long* place)
    {
        switch (argument.Tag)
        {
            case Tag.IntList:
                argument.As<long[]>().CopyTo(new Span<long>(place, int.MaxValue));
                break;
            case Tag.DoubleList:
                argument.As<double[]>().CopyTo(new Span<double>(place, int.MaxValue));
                break;
            case Tag.BoolList:
                argument.As<bool[]>().CopyTo(new Span<bool>(place, int.MaxValue));
                break;
            case Tag.String:
                Encoding.UTF8.GetBytes(argument.As<string>(), new Span<byte>(place, int.MaxValue));
                break;
            default:
                var tensors = argument.As<torch.Tensor?[]>();
                for (var i = 0; i < tensors.Length; i++)
                    place[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
                break;
        }
    }
}
