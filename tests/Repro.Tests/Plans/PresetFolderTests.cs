// Presets inherit, and errors about mistakes in them name their file.

using Repro.Plans;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class PresetFolderTests : FolderTest
{
    [Fact]
    public void Members_of_the_heir_replace_those_inherited_at_every_depth()
    {
        Put("base", """{ "seeds": [1, 2, 3], "train": { "epochs": 100, "batch": 256 }, "kept": true }""");
        Put("quick", """{ "inherits": "base", "train": { "epochs": 3 }, "seeds": [1] } // short""");
        Put("smoke", """{ "inherits": "quick", "train": { "epochs": 1 } }""");

        var preset = new PresetFolder(folder.Path).Load("smoke");

        Assert.Equal("smoke", preset.Name);
        Assert.Equal("""{"kept":true,"seeds":[1],"train":{"batch":256,"epochs":1}}""", CanonicalJson.Write(preset.Settings));
    }

    [Theory]
    [InlineData("somke", "Did you mean 'smoke'?")]
    [InlineData("orphan", "orphan.json inherits", "'quick'")]
    [InlineData("a", "a.json → b.json → a.json")]
    [InlineData("empty", "empty.json")]
    [InlineData("list", "list.json")]
    [InlineData("cut", "cut.json")]
    [InlineData("number", "number.json")]
    [InlineData("lost", "other.json, from which")]
    [InlineData("mine/copy.json", "copy.json")]
    [InlineData("mine/Quick.json", "another name")] // Results are kept by name.
    public void A_mistake_is_named_with_its_file_and_the_nearest_name(string nameOrPath, params string[] said)
    {
        foreach (var (name, content) in new[]
            {
                ("smoke", "{}"), ("quick", "{}"), ("orphan", """{ "inherits": "qiuck" }"""), ("a", """{ "inherits": "b" }"""),
                ("b", """{ "inherits": "a" }"""), ("empty", ""), ("list", "[]"), ("cut", """{ "a": }"""),
                ("number", """{ "inherits": 3 }"""), ("lost", """{ "inherits": "../other.json" }"""), ("mine/Quick", "{}"),
            })
            Put(name, content);

        var error = Assert.Throws<PresetException>(
            () => new PresetFolder(folder.Path).Load(nameOrPath.Contains('/') ? folder[nameOrPath] : nameOrPath));

        Assert.All(said, text => Assert.Contains(text, error.Message));
    }

    [Fact]
    public void A_name_may_be_typed_in_any_case()
    {
        Put("smoke", """{ "a": 1 }""");

        Assert.Equal("smoke", new PresetFolder(folder.Path).Load("SMOKE").Name);
    }

    [Fact]
    public void A_path_may_inherit_from_a_name_and_from_a_file_beside_it()
    {
        Put("quick", """{ "a": 1, "b": 1, "c": 1 }""");
        Put("mine/first", """{ "inherits": "quick", "b": 2, /* mine */ "c": 2, }""");
        Put("mine/second", """{ "inherits": "./first.json", "c": 3 }""");

        var preset = new PresetFolder(folder.Path).Load(folder["mine/second.json"]);

        Assert.Equal("second", preset.Name);
        Assert.Equal("""{"a":1,"b":2,"c":3}""", CanonicalJson.Write(preset.Settings));
    }

    private void Put(string name, string content)
    {
        Directory.CreateDirectory(folder["mine"]);
        File.WriteAllText(folder[name + ".json"], content);
    }
}
