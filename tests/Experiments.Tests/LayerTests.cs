// The dependencies between the layers: experiments → {Hvae, Repro}, Hvae → TorchSharp, and no other.

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xunit;

namespace Experiments.Tests;

public sealed class LayerTests
{
    /// <summary>Databases and terminals, which only the harness may use.</summary>
    private static readonly string[] Surroundings =
        ["Dapper", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "Spectre.Console", "System.CommandLine"];

    /// <summary>For each layer, the prefixes of names that it must not refer to.</summary>
    public static TheoryData<string, string[]> Layers => new()
    {
        { "Hvae", ["Repro", .. Surroundings] },
        { "Repro", ["Hvae", "TorchSharp"] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_compiled_layer_refers_to_no_other_that_it_must_not_know(string layer, string[] unknown) =>
        Assert.DoesNotContain(AssemblyReferences(layer), reference => IsAmong(unknown, reference));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_project_asks_for_no_other_that_it_must_not_know(string layer, string[] unknown) =>
        Assert.DoesNotContain(ProjectReferences($"src/{layer}/{layer}.csproj"), reference => IsAmong(unknown, reference));

    [Fact]
    public void The_experiments_bring_science_and_harness_together() =>
        Assert.Equal(["Hvae", "Repro"],
            ProjectReferences("experiments/Experiments.csproj").Where(name => name is "Hvae" or "Repro" or "TorchSharp").Order());

    /// <summary>Returns whether a layer may not have a reference. No layer may refer to the experiments.</summary>
    private static bool IsAmong(string[] unknown, string reference) =>
        reference is "Experiments" or "hvae-repro" || unknown.Any(name => reference.StartsWith(name, StringComparison.Ordinal));

    private static List<string> AssemblyReferences(string layer)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{layer}.dll");
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static List<string> ProjectReferences(string project)
    {
        var document = XDocument.Load(Path.Combine(Root(), project));
        return
        [
            .. document.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
            .. document.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value),
        ];
    }

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
