using System.Text.Json;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Describing;
using Saker.Rules.Files;

namespace Saker.Conformance.Tests;

/// <summary>Rules files: what is accepted, what is reported, and what becomes of the rules in them.</summary>
public sealed class RuleFileTests
{
    private static readonly CaseFile cases = new("rules.jsonl");
    private static readonly LoadOptions options = LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions()));

    public static TheoryData<string> Ids => cases.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Agrees(string id)
    {
        var c = cases[id];
        var loader = new RuleFileLoader(options with { AppendOutput = [.. Appendices(c.GetProperty("config"))] });
        var result = loader.Load(c.GetProperty("files").EnumerateArray().Select(f => new RuleFile(f.Text("name"), f.Text("content"))));
        if (c.Find("unmet") is not null)
        {
            result.UnmetRequirements.Should().NotBeEmpty();
            return;
        }

        result.Successful.Should().Be(c.Flag("ok"), "{0}", string.Join('\n', result.Files.Select(FindingText.SummaryOf)));
        foreach (var (file, expected) in result.Files.Zip(c.GetProperty("results").EnumerateArray()))
        {
            Check(file.Errors, expected.GetProperty("errors"));
            Check(file.Warnings, expected.GetProperty("warnings"));
        }

        if (result.Successful && c.Find("rules") is { } rules)
            CheckRules(result.Rules, rules);
        if (result.Successful)
            CheckOthers(result.Rules, c);
    }

    private static void Check(IEnumerable<Finding> findings, JsonElement expected)
    {
        findings.Select(f => f.Code.Name).Should().BeEquivalentTo(expected.EnumerateArray().Select(e => e.Text("code")));
        foreach (var hint in expected.EnumerateArray().Select(e => e.Find("hint")).OfType<JsonElement>())
            findings.Should().Contain(f => f.Message.Contains(hint.GetString()!, StringComparison.Ordinal), "{0}", hint);
    }

    private static void CheckRules(RuleSet set, JsonElement expected)
    {
        var describer = new RuleDescriber(set);
        set.Rules.Select(r => r.Name).Should().BeEquivalentTo(expected.EnumerateObject().Select(e => e.Name));
        foreach (var entry in expected.EnumerateObject())
        {
            var described = describer.Describe(set.Rules.Single(r => r.Name == entry.Name));
            foreach (var property in entry.Value.EnumerateObject())
                Check(described, property);
        }
    }

    private static void Check(RuleDescription described, JsonProperty expected)
    {
        var (rule, value) = (described.Rule, expected.Value);
        object actual = expected.Name switch
        {
            "condition" => rule.ConditionText,
            "condition_compiled" => described.Condition.Compiled,
            "output" => rule.OutputText,
            "output_compiled" => rule.Output.Text,
            "description" => rule.Description,
            "priority" => rule.Priority.ToString(),
            "source" => rule.Source,
            "enabled" => rule.Enabled,
            "capture" => rule.Capture,
            "capture_duration" => rule.CaptureDuration,
            "tags" => rule.Tags,
            "exception_names" => rule.ExceptionNames,
            "exception_fields" => rule.ExceptionFields,
            "exception_operators" => rule.ExceptionOperators,
            "events" => described.Condition.Events,
            "events_count" => described.Condition.Events.Length,
            "condition_fields" => described.Condition.Fields,
            "condition_operators" => described.Condition.Operators,
            "output_fields" => described.OutputFields,
            "macros" => described.Condition.Macros,
            "lists" => described.Condition.Lists,
            _ => throw new InvalidOperationException($"case has an unknown property {expected.Name}"),
        };
        if (value.ValueKind == JsonValueKind.Array)
            ((IEnumerable<string>)actual).Should().BeEquivalentTo(value.Texts(), "{0}", expected.Name);
        else
            actual.ToString().Should().Be(value.ToString(), "{0}", expected.Name);
    }

    private static void CheckOthers(RuleSet set, JsonElement c)
    {
        if (c.Find("enabled") is { ValueKind: JsonValueKind.Array } enabled)
            set.Rules.Where(r => r.Enabled).Select(r => r.Name).Should().BeEquivalentTo(enabled.Texts());
        foreach (var list in c.Find("lists_compiled")?.EnumerateObject() ?? default)
        {
            if (list.Value.ValueKind == JsonValueKind.Array)
                set.Lists.Single(l => l.Name == list.Name).ExpandedItems.Should().Equal(list.Value.Texts());
        }

        foreach (var macro in c.Find("macros_compiled")?.EnumerateObject() ?? default)
        {
            if (macro.Value.ValueKind == JsonValueKind.String)
                set.Macros.Single(m => m.Name == macro.Name).Condition.ToString().Should().Be(macro.Value.GetString());
        }
    }

    private static IEnumerable<OutputAppendix> Appendices(JsonElement config) =>
        (config.Find("append_output")?.EnumerateArray() ?? default).Select(a => new OutputAppendix
        {
            Text = a.Text("extra_output"),
            Rule = a.Find("match")?.Find("rule")?.GetString() ?? "",
            Source = a.Find("match")?.Find("source")?.GetString() ?? "",
            Tags = [.. a.Find("match")?.Find("tags")?.Texts() ?? []],
        });
}
