using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Fields;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Conformance.Tests;

/// <summary>Conditions: how they are read, and which of them a rule may have.</summary>
public sealed class FilterTests
{
    private static readonly CaseFile cases = new("filters.jsonl");
    private static readonly RuleFileLoader loader = new(LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions())));

    public static TheoryData<string> Ids => cases.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Agrees(string id)
    {
        var c = cases[id];
        string filter = c.Text("filter");
        if (c.Text("level") == "parse")
            Parses(c, filter);
        else
            Compiles(c, filter);
    }

    private static void Parses(JsonElement c, string filter)
    {
        int depth = c.Find("max_depth")?.GetInt32() ?? ConditionParser.DefaultMaxDepth;
        if (!c.Flag("ok"))
        {
            var error = Assert.Throws<ConditionSyntaxException>(() => ConditionParser.Parse(filter, depth));
            if (c.Find("error_pos") is { ValueKind: JsonValueKind.Object } at)
            {
                (error.Position.Index, error.Position.Line, error.Position.Column).Should()
                    .Be((at.GetProperty("idx").GetInt32(), at.GetProperty("line").GetInt32(), at.GetProperty("col").GetInt32()), "{0}", filter);
            }

            return;
        }

        var condition = ConditionParser.Parse(filter, depth);
        if (c.Find("canonical") is { ValueKind: JsonValueKind.String } canonical)
            condition.ToString().Should().Be(canonical.GetString(), "{0}", filter);
        if (c.Find("ast") is { ValueKind: JsonValueKind.Object } expected)
        {
            var tree = TreeOf(condition);
            // Most cases are about the tree alone.
            if (expected.Find("pos") is null)
                RemovePositions(tree);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), tree), $"{filter}: {tree}");
        }
    }

    private static JsonNode TreeOf(Condition condition)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            SyntaxJson.Write(json, condition);
        return JsonNode.Parse(Encoding.UTF8.GetString(stream.ToArray()))!;
    }

    private static void RemovePositions(JsonNode? node)
    {
        if (node is JsonObject properties)
        {
            properties.Remove("pos");
            foreach (var (_, child) in properties)
                RemovePositions(child);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                RemovePositions(item);
        }
    }

    private static void Compiles(JsonElement c, string filter)
    {
        string yaml = $"- rule: probe\n  desc: d\n  output: x\n  priority: INFO\n  condition: {JsonSerializer.Serialize(filter)}\n";
        var result = loader.Load([new RuleFile("rules.yaml", yaml)]);
        result.Successful.Should().Be(c.Flag("ok"), "{0}: {1}", filter, FindingText.SummaryOf(result.Files[0]));
        if (result.Successful && c.Find("canonical") is { ValueKind: JsonValueKind.String } canonical)
            result.Rules.Rules[0].Condition.ToString().Should().Be(canonical.GetString());
        if (c.Find("warnings") is { } warnings)
        {
            result.Files[0].Warnings.Select(w => w.Code.Name).Where(name => name != "LOAD_NO_EVTTYPE")
                .Should().BeEquivalentTo(warnings.Texts(), "{0}", filter);
        }
    }
}
