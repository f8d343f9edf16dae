// The dispose scopes of a thread, innermost last.

namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic]
    private static List<DisposeScope>? scopes;

    internal static DisposeScope? Current => scopes is { Count: > 0 } ? scopes[^1] : null;

    internal static DisposeScope Open()
    {
        var scope = new DisposeScope(Current);
        (scopes ??= []).Add(scope);
        return scope;
    }

    internal static void Close(DisposeScope scope) => scopes?.Remove(scope);
}

public static partial class torch
{
    /// <summary>The innermost scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    /// <summary>Tensors that this thread makes from now on are disposed with the scope, unless moved or detached.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Open();

    /// <summary>Evaluates in a scope of its own and keeps nothing but the result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        var result = expr();
        return result.MoveToOuterDisposeScope();
    }
}
