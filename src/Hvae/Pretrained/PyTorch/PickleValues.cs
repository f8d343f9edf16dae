// What a restricted pickle may be made of, beside text, numbers, truth values and None, which are C#'s own.

namespace Hvae.Pretrained.PyTorch;

/// <summary>The name of a class or function. Nothing is ever looked up by it or called.</summary>
internal sealed record PickleName(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>Python's tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>Python's list.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>Python's dictionary, in its order; a key that comes twice is there twice.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Items)
{
    public PickleDictionary()
        : this([])
    {
    }
}
