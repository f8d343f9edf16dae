// A type as the listing has it: "abstract class torch.nn.Module<T, TResult> : torch.nn.HookableModule<...>" and the lines below it.

namespace Hvae.Tests.OfficialTorchSharp;

/// <param name="Modifier">static, abstract or empty.</param>
/// <param name="Kind">class, struct, interface or enum.</param>
/// <param name="FullName">As members name it: without the namespace if that is TorchSharp.</param>
/// <param name="Base">Its base class; the listing names no interfaces.</param>
internal sealed record OfficialType(string Modifier, string Kind, string FullName, string? Base)
{
    private static readonly string[] InnerNamespaces = ["TorchSharp.Modules", "TorchSharp.Utils"];

    public List<OfficialMember> Members { get; } = [];

    /// <summary>Names of an enum's values, in order.</summary>
    public List<string> Values { get; } = [];

    public string Namespace => InnerNamespaces.FirstOrDefault(inner => FullName.StartsWith($"{inner}.", StringComparison.Ordinal)) ?? "TorchSharp";

    /// <summary>The type's name after those of the types around it, outermost first.</summary>
    public IReadOnlyList<string> Path =>
        Brackets.SplitOutside(Namespace == "TorchSharp" ? FullName : FullName[(Namespace.Length + 1)..], '.');

    public bool IsDelegate => Base == "MulticastDelegate";

    public IEnumerable<OfficialMethod> Methods => Members.OfType<OfficialMethod>();

    public static OfficialType Parse(string line)
    {
        var sides = line.Split(" : ", 2);
        var words = Brackets.SplitOutside(sides[0], ' ');
        return new(words.Count == 3 ? words[0] : "", words[^2], words[^1], sides.ElementAtOrDefault(1));
    }
}
