// Presets inherit, and mistakes in them are named with their file.

using Repro.Plans;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class PresetsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Members_of_the_heir_replace_those_inherited_at_every_depth()
    {
        Put("base", """{ "seeds": [1, 2, 3], "train": { "epochs": 100, "batch": 256 }, "kept": true }""");
        Put("quick", """{ "inherits": "base", "train": { "epochs": 3 }, "seeds": [1] } // short""");
        Put("smoke", """{ "inherits": "quick", "train": { "epochs": 1 } }""");

        var preset = new Presets(folder.Path).Load("smoke");

        Assert.Equal("smoke", preset.Name);
        Assert.Equal("""{"kept":true,"seeds":[1],"train":{"batch":256,"epochs":1}}""", CanonicalJson.Write(preset.Settings));
    }

    [Fact]
    public void A_missing_preset_is_answered_with_the_nearest_name()
    {
        Put("smoke", "{}");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("somke"));

        Assert.Contains("Did you mean 'smoke'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_parent_names_its_heir()
    {
        Put("smoke", """{ "inherits": "qiuck" }""");
        Put("quick", "{}");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("smoke"));

        Assert.Contains("smoke.json inherits", error.Message, StringComparison.Ordinal);
        Assert.Contains("'quick'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_is_shown()
    {
        Put("a", """{ "inherits": "b" }""");
        Put("b", """{ "inherits": "a" }""");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("a"));

        Assert.Contains("a.json → b.json → a.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"a\": }")]
    [InlineData("{ \"inherits\": 3 }")]
    public void A_file_that_is_no_preset_is_named(string content)
    {
        Put("broken", content);

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("broken"));

        Assert.Contains("broken.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_be_typed_in_any_case()
    {
        Put("smoke", """{ "a": 1 }""");

        Assert.Equal("smoke", new Presets(folder.Path).Load("SMOKE").Name);
    }

    [Fact]
    public void A_path_may_inherit_from_a_name_and_from_a_file_beside_it()
    {
        Put("quick", """{ "a": 1, "b": 1, "c": 1 }""");
        Directory.CreateDirectory(folder["mine"]);
        Put("mine/first", """{ "inherits": "quick", "b": 2, /* mine */ "c": 2, }""");
        Put("mine/second", """{ "inherits": "./first.json", "c": 3 }""");

        var preset = new Presets(folder.Path).Load(folder["mine/second.json"]);

        Assert.Equal("second", preset.Name);
        Assert.Equal("""{"a":1,"b":2,"c":3}""", CanonicalJson.Write(preset.Settings));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_named_with_its_heir()
    {
        Put("smoke", """{ "inherits": "../other.json" }""");

        var error = Assert.Throws<PresetException>(
            () => new Presets(folder.Path).Load(folder["smoke.json"].Replace("smoke", "copy", StringComparison.Ordinal)));
        Assert.Contains("copy.json", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("smoke"));
        Assert.Contains("other.json, from which", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_the_name_of_a_preset_is_refused_because_results_are_kept_by_name()
    {
        Put("quick", "{}");
        Directory.CreateDirectory(folder["mine"]);
        Put("mine/Quick", "{}");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load(folder["mine/Quick.json"]));

        Assert.Contains("another name", error.Message, StringComparison.Ordinal);
    }

    private void Put(string name, string content) => File.WriteAllText(folder[name + ".json"], content);
}
