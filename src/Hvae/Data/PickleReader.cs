// Reads Python's pickle format, protocol 2, as a language of plain values. Nothing named in a pickle is ever executed: the two
// instructions that could run code only make values of a few known kinds, which a subclass decides.
// Format: Python's Lib/pickletools.py, which documents each instruction.

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Hvae.Data;

/// <summary>Executes pickles from an untrusted source on a machine with a stack, marks on it, and a memo.</summary>
/// <param name="content">Stream at the start of a pickle; <see cref="Read"/> leaves it behind the pickle's end.</param>
/// <param name="what">What alone may be in it, for messages: tensors.</param>
/// <param name="error">Makes an error of a place in the stream, of what is expected there, and of what is found.</param>
internal abstract class PickleReader(Stream content, string what, Func<long, string, string, DataFormatException> error)
{
    /// <summary>Largest number of instructions in a pickle, three times what a state of ten thousand tensors has.</summary>
    private const int MostInstructions = 1_000_000;

    private const int LongestName = 200;

    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private long instruction;
    private int instructions;

    /// <summary>Position of the last mark, below which no value can be taken.</summary>
    private int Floor => marks.TryPeek(out var mark) ? mark : 0;

    /// <summary>Reads one pickle.</summary>
    /// <exception cref="DataFormatException">
    /// Thrown when the pickle is damaged or contains values of other than the known kinds.
    /// </exception>
    public object? Read()
    {
        stack.Clear();
        marks.Clear();
        memo.Clear();
        while (true)
        {
            instruction = content.Position;
            Charge(1);
            var code = Byte();
            if (code == '.') return Pop("a value");
            Execute(code);
        }
    }

    /// <summary>Returns the error for the current instruction.</summary>
    public DataFormatException Error(string expected, string found) => error(instruction, expected, found);

    /// <summary>Returns the value of a call of the named function with these arguments.</summary>
    protected abstract object Call(PickleName function, object?[] arguments);

    /// <summary>Returns the value for an object that is stored outside the pickle.</summary>
    protected abstract object Persistent(object? id);

    /// <summary>Gives an object its attributes. Those of a dictionary are not part of its content.</summary>
    protected virtual void Build(object? built, object? attributes)
    {
        if (built is not PickleDictionary) throw Error("a dictionary that has attributes", "another value");
        if (attributes is not PickleDictionary) throw Error("a dictionary of attributes", "another value");
    }

    /// <summary>Returns whether a pickle may contain the name of this class or function.</summary>
    protected abstract bool IsKnown(PickleName name);

    /// <summary>Counts work against the limit, so that a short pickle cannot cause much work.</summary>
    protected void Charge(int work)
    {
        instructions += work;
        if (instructions > MostInstructions) throw Error($"at most {MostInstructions} instructions in a pickle", "more");
    }

    private void Execute(int code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                if (Byte() is var protocol and not 2) throw Error("a pickle of protocol 2", $"protocol {protocol}");
                break;
            case 'c': Push(Name()); break;
            case '(': marks.Push(stack.Count); break;
            case ')': Push(new PickleTuple([])); break;
            case ']': Push(new PickleList([])); break;
            case '}': Push(new PickleDictionary()); break;
            case 'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case 'K': Push((long)Byte()); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case 0x8a: Push(Integer(Bytes(Byte()))); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case 'X': Push(Encoding.UTF8.GetString(Bytes(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))))); break;
            case 'T': Push(Octets(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case 'U': Push(Octets(Byte())); break;
            case 'q': memo[Byte()] = Top("a value"); break;
            case 'r': memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Top("a value"); break;
            case 'h': Push(Remembered(Byte())); break;
            case 'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            default: Compose(code); break;
        }
    }

    private void Compose(int code)
    {
        switch (code)
        {
            case 0x85 or 0x86 or 0x87: Push(new PickleTuple([.. PopFrom(stack.Count - (code - 0x84))])); break;
            case 't': Push(new PickleTuple([.. PopToMark()])); break;
            case 'a': Append([Pop("an item")]); break;
            case 'e': Append(PopToMark()); break;
            case 's': SetItems(PopFrom(stack.Count - 2)); break;
            case 'u': SetItems(PopToMark()); break;
            case 'Q': Push(Persistent(Pop("an id"))); break;
            case 'R': // REDUCE
                var arguments = Pop<PickleTuple>("a tuple of arguments");
                Push(Call(Pop<PickleName>("the name of a function"), arguments.Items));
                break;
            case 'b': // BUILD
                var attributes = Pop("attributes");
                Build(Top("an object that has attributes"), attributes);
                break;
            default: throw Error($"an instruction that a file of {what} needs", $"instruction 0x{code:x2}");
        }
    }

    private PickleName Name()
    {
        var name = new PickleName(Line(), Line());
        return IsKnown(name) ? name : throw Error($"nothing but {what}", $"the name {name}");
    }

    private void Append(List<object?> items) => Top<PickleList>("a list").Items.AddRange(items);

    private void SetItems(List<object?> items)
    {
        if (items.Count % 2 != 0) throw Error("a value for each key", $"{items.Count} keys and values");
        var dictionary = Top<PickleDictionary>("a dictionary");
        for (var at = 0; at < items.Count; at += 2) dictionary.Items.Add(new(items[at], items[at + 1]));
    }

    private void Push(object? value) => stack.Add(value);

    private object? Top(string what) => stack.Count > Floor ? stack[^1] : throw Error(what, "nothing");

    private T Top<T>(string what) => Top(what) is T value ? value : throw Error(what, "another value");

    private object? Pop(string what)
    {
        var value = Top(what);
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private T Pop<T>(string what) => Pop(what) is T value ? value : throw Error(what, "another value");

    private List<object?> PopToMark() => marks.TryPop(out var mark) ? PopFrom(mark) : throw Error("a mark", "none");

    private List<object?> PopFrom(int start)
    {
        if (start < Floor) throw Error("more values", $"{stack.Count}");
        var items = stack[start..];
        stack.RemoveRange(start, items.Count);
        return items;
    }

    private object? Remembered(long place) =>
        memo.TryGetValue(place, out var value) ? value : throw Error("a remembered value", $"none at {place}");

    private static object Integer(ReadOnlySpan<byte> littleEndian)
    {
        var integer = new BigInteger(littleEndian);
        return integer >= long.MinValue && integer <= long.MaxValue ? (object)(long)integer : integer;
    }

    /// <summary>Reads a string of Python 2, which may be of any bytes: each becomes the character of its number.</summary>
    private string Octets(long length) => Encoding.Latin1.GetString(Bytes(length));

    private string Line()
    {
        var line = new StringBuilder();
        while (Byte() is var next and not (byte)'\n')
        {
            line.Append((char)next);
            if (line.Length > LongestName) throw Error($"a name of at most {LongestName} letters", "a longer one");
        }

        return line.ToString();
    }

    private byte Byte() =>
        content.ReadByte() is >= 0 and var value ? (byte)value : throw Error("more of the pickle", "the end of the file");

    private byte[] Bytes(long count)
    {
        var left = content.Length - content.Position;
        if (count > left) throw Error($"{count} bytes", $"the end of the file after {left}");
        var bytes = new byte[count];
        content.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>The name of a class or function. It is never looked up or called.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Python's tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>Python's list.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>Python's dictionary in its order. A key that occurs twice in the pickle has two items.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Items)
{
    public PickleDictionary()
        : this([])
    {
    }
}
