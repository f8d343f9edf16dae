// The quick verification of a record says what the thorough one says, and takes part at all.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class SealedTextTests
{
    [Fact]
    public void A_plain_result_is_verified_from_its_bytes()
    {
        var (text, result) = ResultFile.Sealed(Result("count 1", []));

        Assert.Equal(result.Sha256, SealedText.SealOf(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Nested_and_empty_members_are_indented_as_the_writer_does()
    {
        var (text, result) = ResultFile.Sealed(Result("a { \\ , : [ b", new() { ["list"] = new JsonArray(1, new JsonArray(), new JsonObject()), ["sha256"] = "not the seal", ["z"] = new JsonObject { ["y"] = null } }));

        Assert.Equal(result.Sha256, SealedText.SealOf(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(text, RecordJson.Text(RecordJson.ReadExact(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("é & <b>")]
    [InlineData("it's")]
    [InlineData("a \"b\"")]
    public void Texts_that_are_escaped_in_one_form_only_are_left_to_the_thorough_way(string label) =>
        Assert.Null(SealedText.SealOf(Encoding.UTF8.GetBytes(ResultFile.Sealed(Result(label, [])).Text)));

    [Theory]
    [InlineData("""{"b":[1,{"c":[],"d":{}}],"a":"x + \\ y"}""", true)]
    [InlineData("""{"a":"x \" y"}""", false)]
    [InlineData("""{"b":"é","a":"it's"}""", false)]
    public void The_configuration_of_a_whole_artifact_is_its_canonical_text(string configuration, bool isSimple)
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var node = JsonNode.Parse(configuration)!;
        var text = RecordJson.Text(new JsonObject { ["configuration"] = node.DeepClone(), ["inputs"] = new JsonArray(), ["kind"] = "count" });
        File.WriteAllText(Path.Combine(folder, ArtifactStore.ConfigurationFile), text);

        Assert.Equal(isSimple, IndentedText.Canonical(Encoding.UTF8.GetBytes(text)) is not null);
        Assert.Equal(CanonicalJson.Write(node), JobFolder.ConfigurationIn(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("""{"name":"rate","value":1}""")]
    [InlineData("""{"name":"rate","value":1,"unit":"nats","unit":"nats"}""")]
    [InlineData("""{"name":"rate","value":1,"unit":"nats","n":null}""")]
    [InlineData("""{"name":"rate","value":1,"unit":"nats","spread":2}""")]
    [InlineData("""{"name":"rate","value":"1","unit":"nats"}""")]
    [InlineData("""["rate"]""")]
    public void A_metric_with_anything_missing_twice_or_unknown_is_refused(string metric) =>
        Assert.True(RecordJson.IsDamage(Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<Metric>(metric, RecordJson.Strict))));

    [Fact]
    public void Another_indentation_is_not_sound()
    {
        var text = ResultFile.Sealed(Result("count 1", [])).Text;

        Assert.All(
            [text.Replace("  ", " ", StringComparison.Ordinal), text.TrimEnd('\n'), text + "\n", text.Replace(": ", ":", StringComparison.Ordinal), " " + text, text.Replace(",\n", ", \n", StringComparison.Ordinal)],
            changed => Assert.Null(SealedText.SealOf(Encoding.UTF8.GetBytes(changed))));
    }

    private static ResultRecord Result(string label, JsonObject details) => new()
    {
        Key = new('0', 64),
        Kind = "count",
        Label = label,
        Metrics = [new("sum", 1.5, "nats", 0.5, 3)],
        Details = details,
        Files = new Dictionary<string, string>(),
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        PeakMemoryBytes = 1,
        Environment = new Dictionary<string, string>(),
    };
}
