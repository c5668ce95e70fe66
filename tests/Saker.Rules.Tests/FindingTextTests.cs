using System.Text;
using System.Text.Json;
using Saker.Rules.Files;

namespace Saker.Rules.Tests;

public class FindingTextTests
{
    [Fact]
    public void Prints_for_people()
    {
        var results = Load.Yaml("- list: l\n  items: [a]\n", "- macro: m\n  condition: a or\n").Files;
        FindingText.Of(results[0]).Should().Be(
            "rules_1.yaml: Ok, with warnings\n1 Warnings:\nIn rules content: (rules_1.yaml:1:1)\n    list 'l': (rules_1.yaml:1:3)\n"
            + "------\n- list: l\n  ^\n------\nLOAD_UNUSED_LIST (Unused list): List not referred to by any other rule/macro\n");
        FindingText.Of(results[1]).Should().Contain("Invalid\n1 Errors:\n").And.Contain("------\na or\n   ^\n------\nLOAD_ERR_COMPILE_CONDITION");
        FindingText.SummaryOf(results[0]).Should().Be("rules_1.yaml: Ok, with warnings\n 1 warnings: [LOAD_UNUSED_LIST (Unused list)]");
        FindingText.Of(Load.Yaml("").Files[0]).Should().Be("rules_1.yaml: Ok");
    }

    [Theory]
    [InlineData("- list: l\n  items: [a]\n  overide: x\n", "failed for <root>[0]: there is no property 'overide'")]
    [InlineData("- list: l\n  items: a\n", "failed for <root>[0][items]: value has the wrong type or is none of those allowed")]
    [InlineData("- exceptions:\n    - fields: x\n", "failed for <root>[0][exceptions][0]: the required property 'name' is missing")]
    public void Says_what_does_not_fit_the_schema(string yaml, string warning)
    {
        var result = Load.Yaml(yaml).Files[0];
        result.SchemaWarnings.Should().Equal(warning);
        FindingText.Of(result).Should().Contain($"\n1 Schema warnings:\n------\n{warning}\n------\n");
    }

    [Fact]
    public void Prints_the_first_of_each_kind_and_how_many_are_left()
    {
        var result = Load.Yaml(string.Concat(Enumerable.Range(0, 5).Select(i => $"- macro: m{i}\n  condition: a or\n  odd{i}: x\n"))).Files[0];
        string text = FindingText.FirstOf(result, 2);
        text.Should().Contain("key 'odd1'").And.NotContain("key 'odd2'").And.Contain("property 'odd1'").And.NotContain("property 'odd2'");
        const string rest = "and 3 more, which saker -V rules_1.yaml tells\n";
        text.Should().Contain("\n5 Schema warnings:\n").And.Contain($"------\n{rest}\n1 Errors:\n").And.Contain("\n5 Warnings:\n").And.EndWith(rest);
        FindingText.FirstOf(result, 5).Should().Be(FindingText.Of(result)).And.NotContain("more");
    }

    [Fact]
    public void Prints_for_programs()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            FindingText.WriteJson(writer, Load.Yaml("- list: l\n  items: [a]\n").Files[0]);
        Encoding.UTF8.GetString(stream.ToArray()).Should().Be(
            "{\"errors\":[],\"name\":\"rules_1.yaml\",\"schema_valid\":true,\"schema_warnings\":[],\"successful\":true,\"warnings\":[{\"code\":\"LOAD_UNUSED_LIST\",\"codedesc\":\"Unused list\","
            + "\"context\":{\"locations\":[{\"item_name\":\"\",\"item_type\":\"rules content\",\"position\":{\"column\":0,\"line\":0,"
            + "\"name\":\"rules_1.yaml\",\"offset\":0}},{\"item_name\":\"l\",\"item_type\":\"list\",\"position\":{\"column\":2,\"line\":0,"
            + "\"name\":\"rules_1.yaml\",\"offset\":2}}],\"snippet\":\"- list: l\\n  ^\\n\"},"
            + "\"message\":\"List not referred to by any other rule/macro\"}]}");
    }
}
