// The science compiles unchanged against the official TorchSharp package; what the package lacks does not.

using Microsoft.CodeAnalysis;
using Xunit;

namespace Hvae.Tests.OfficialTorchSharp;

public sealed class OfficialPackageTests(OfficialPackage package) : IClassFixture<OfficialPackage>
{
    [Fact]
    public void The_science_compiles_against_the_official_package() => AssertCompiles(ScienceSources.Read());

    [Theory]
    [InlineData("_ = 2 * t[0, 1] + t[TensorIndex.Ellipsis, ..3] > 0.5;")]
    [InlineData("_ = torch.tensor(new float[,] { { 1, 2 } }) / torch.tensor([3L, 4L]);")]
    [InlineData("_ = torch.nn.Sequential((\"first\", torch.nn.Linear(2, 3)), (\"second\", torch.nn.ReLU())).to(torch.CUDA).half().call(t);")]
    [InlineData("foreach (var (name, parameter) in torch.nn.Linear(2, 3).named_parameters()) t.add_(parameter);")]
    [InlineData("using var scope = torch.NewDisposeScope(); scope.MoveToOuter(t);")]
    [InlineData("_ = t.data<float>().ToArray().Length + t.mean().item<double>() + t.shape.Sum() + t.sum().ToSingle();")]
    [InlineData("torch.optim.Adam(torch.nn.Linear(2, 3).parameters(), lr: 1e-3, beta2: 0.99).step();")]
    public void What_the_package_has_compiles(string statement) => AssertCompiles([Source(statement)]);

    [Theory]
    [InlineData("_ = TorchExtensions.live_tensors;", "CS0103")] // only in our TorchSharp, unless the fallback is compiled too
    [InlineData("_ = t.no_such_member;", "CS1061")]
    [InlineData("_ = torch.zeros(\"three\");", "CS1503")] // no such overload
    [InlineData("_ = torch.tensor(null);", "CS0121")] // too many
    [InlineData("_ = new torch.Tensor(0);", "CS1729")] // not public
    [InlineData("_ = \"text\".half();", "CS0311")] // an extension of modules only
    [InlineData("_ = new Halfway(); } class Halfway() : torch.nn.Module<torch.Tensor, torch.Tensor>(\"halfway\") {", "CS0534")] // without forward
    public void What_the_package_lacks_does_not_compile(string statement, string error) =>
        Assert.Equal([error], package.Errors([Source(statement)]).Select(diagnostic => diagnostic.Id));

    private void AssertCompiles(IEnumerable<SyntaxTree> sources)
    {
        var errors = package.Errors(sources);
        Assert.True(errors.Count == 0, $"The official TorchSharp lacks what these lines use, see tests/reference/torchsharp-api.txt:\n{string.Join('\n', errors)}");
    }

    private static SyntaxTree Source(string statement) => ScienceSources.Parse($$"""
        using System.Linq;
        using TorchSharp;
        using static TorchSharp.torch;

        class Sample { void Run(torch.Tensor t) { {{statement}} } }
        """);
}
