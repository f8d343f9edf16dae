// Tensors over memory of the caller: no copy, and the owner lives as long as a view of it.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Memory;

public class FromMemoryTests
{
    [Fact]
    public unsafe void A_tensor_over_memory_sees_its_changes()
    {
        var values = GC.AllocateArray<byte>(6, pinned: true);
        var pointer = (IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(values));
        using var x = TorchExtensions.from_memory(pointer, [2, 3], ScalarType.Byte, values);
        values[4] = 7;
        Assert.Equal(7, x[1, 1].item<byte>());
        x[0, 0] = tensor((byte)9);
        Assert.Equal(9, values[0]);
    }

    [Fact]
    public void The_owner_lives_until_the_last_view_is_gone()
    {
        var (view, owner) = Make();
        Collect();
        Assert.True(owner.IsAlive);
        Assert.Equal(5, view.item<long>());
        view.Dispose();
        Collect();
        Assert.False(owner.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor View, WeakReference Owner) Make()
    {
        var owner = new Owner();
        using var whole = TorchExtensions.from_memory(owner.Pointer, [2], ScalarType.Int64, owner);
        return (whole[1], new WeakReference(owner));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private sealed class Owner
    {
        public Owner()
        {
            Pointer = Marshal.AllocHGlobal(16);
            Marshal.WriteInt64(Pointer, 8, 5);
        }

#pragma warning disable MA0055 // The test is about when the owner is collected.
        ~Owner() => Marshal.FreeHGlobal(Pointer);
#pragma warning restore MA0055

        public IntPtr Pointer { get; }
    }
}
