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

        Assert.EndsWith("Did you mean 'smoke'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_parent_names_its_heir()
    {
        Put("smoke", """{ "inherits": "qiuck" }""");
        Put("quick", "{}");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("smoke"));

        Assert.Contains("from which 'smoke' inherits", error.Message, StringComparison.Ordinal);
        Assert.Contains("'quick'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_is_shown()
    {
        Put("a", """{ "inherits": "b" }""");
        Put("b", """{ "inherits": "a" }""");

        var error = Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("a"));

        Assert.Contains("a → b → a", error.Message, StringComparison.Ordinal);
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
    public void A_preset_is_looked_for_in_the_folder_only() => Assert.Throws<PresetException>(() => new Presets(folder.Path).Load("../secret"));

    private void Put(string name, string content) => File.WriteAllText(folder[name + ".json"], content);
}
