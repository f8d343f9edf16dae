// Disposes together what was made together: the tensors of a step, of an expression, of a request.

namespace TorchSharp;

public sealed partial class DisposeScope : IDisposable
{
    private readonly DisposeScope? outer;
    private readonly HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScope? outer) => this.outer = outer;

    public int DisposablesCount => disposables.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. disposables];

    public bool Contains(IDisposable disposable) => disposables.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor)
        {
            if (tensor.OwningDisposeScope == this)
                return;
            tensor.OwningDisposeScope?.Remove(tensor);
        }

        Include(disposable);
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables)
            Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IReadOnlyList<IDisposable> attached = [.. disposables];
        foreach (var disposable in attached)
            Attach(disposable);
        return attached;
    }

    /// <summary>Ends the scope: what it holds is disposed. Scopes inside that were left open end too.</summary>
    public void Dispose()
    {
        DisposeEverything();
        DisposeScopeManager.Close(this);
    }

    public void DisposeEverything() => DisposeEverythingBut(Array.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        var all = disposables.ToArray();
        disposables.Clear();
        foreach (var disposable in all)
        {
            if (keep.Contains(disposable))
            {
                disposables.Add(disposable);
                continue;
            }

            if (disposable is torch.Tensor tensor)
                tensor.OwningDisposeScope = null;
            disposable.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>The disposable was disposed elsewhere; the scope forgets it.</summary>
    public void MarkAsDisposed(IDisposable disposable) => Remove(disposable);

    /// <summary>For a tensor that no scope holds yet.</summary>
    internal void Include(IDisposable disposable)
    {
        disposables.Add(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = this;
    }

    // What another scope owns stays there.
    private void Remove(IDisposable disposable)
    {
        if (disposables.Remove(disposable) && disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }
}
