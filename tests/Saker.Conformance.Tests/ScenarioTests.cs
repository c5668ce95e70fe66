using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Fields;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;
using Saker.State;

namespace Saker.Conformance.Tests;

/// <summary>Small captures, and what conditions and outputs come to on one of their events.</summary>
public sealed class ScenarioTests
{
    private static readonly CaseFile evaluations = new("eval.jsonl");
    private static readonly CaseFile formats = new("format.jsonl");
    private static readonly RuleFileLoader loader = new(LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions { Containers = false })));

    public static TheoryData<string> EvaluationIds => evaluations.Ids;

    public static TheoryData<string> FormatIds => formats.Ids;

    [Theory]
    [MemberData(nameof(EvaluationIds))]
    public void Evaluates(string id)
    {
        var c = evaluations[id];
        ulong time = c.GetProperty("ts").GetUInt64();
        if (c.Text("kind") == "filter")
        {
            var expected = c.Find("rule_expect") ?? c.GetProperty("expect");
            var alerts = Replay(c, c.Text("filter"), "x %evt.rawtime");
            string actual = alerts is null ? "compile_error"
                : alerts.Exists(a => a["output_fields"]!["evt.rawtime"]!.GetValue<ulong>() == time) ? "True" : "False";
            actual.Should().Be(expected.ToString(), "{0}", c.Text("filter"));
        }
        else
        {
            string field = c.Text("field");
            var alert = Replay(c, $"evt.rawtime = {time}", $"v<<%{field}>>")!.Should().NotBeEmpty().And.Subject.Last();
            string text = alert["message"]!.GetValue<string>()[3..^2];
            var (json, fields) = (c.GetProperty("expect").GetString(), alert["output_fields"]!.AsObject());
            bool isMissing = fields.ContainsKey(field) && fields[field] is null;
            (isMissing ? null : text).Should().Be(json, "{0}", field);
        }
    }

    [Theory]
    [MemberData(nameof(FormatIds))]
    public void Formats(string id)
    {
        var c = formats[id];
        var expected = c.GetProperty("expect");
        var alerts = Replay(c, $"evt.rawtime = {c.GetProperty("ts").GetUInt64()}", c.Text("format"));
        (alerts is not null).Should().Be(expected.Flag("ok"), "{0}", c.Text("format"));
        if (alerts is null)
            return;
        var alert = alerts.Should().NotBeEmpty().And.Subject.Last();
        if (expected.Find("message") is { } message)
            alert["message"]!.GetValue<string>().Should().Be(message.GetString());
        if (expected.Find("output_fields") is { } fields)
        {
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(fields.GetRawText()), alert["output_fields"]),
                $"{c.Text("format")}: expected {fields} but found {alert["output_fields"]!.ToJsonString()}");
        }
    }

    /// <returns>Null when the rule cannot be loaded.</returns>
    private static List<JsonNode>? Replay(JsonElement c, string condition, string output)
    {
        string yaml = $"- rule: probe\n  desc: d\n  priority: INFO\n  condition: {JsonSerializer.Serialize(condition)}\n"
            + $"  output: {JsonSerializer.Serialize(output)}\n";
        var result = loader.Load([new RuleFile("rules.yaml", yaml)]);
        if (!result.Successful)
            return null;
        // Code for one rule and a handful of events is not worth making.
        var matcher = RuleMatcher.Compile(result.Rules.Rules, new MatcherOptions { Matching = RuleMatching.All, Mode = EvaluationMode.Interpreted });
        var renderer = new AlertRenderer(new AlertFormat { Json = true, IncludeMessage = true, Iso8601 = true });
        var collected = new Collector();
        using var log = new Saker.Sensor.Log(new LogOptions(false, false, default, false, null), TextWriter.Null);
        using (var outputs = new AlertOutputs([(collected, null)], new OutputLimits { Timeout = TimeSpan.FromSeconds(30) }, new AlertFormat(), (_, _) => { }))
        using (var pipeline = new EventPipeline(new MachineState(new MachineOptions { Live = false, TaskCapacity = 1024 }), new Judgement(matcher, renderer), outputs))
            ReplaySource.Run(CaseFile.Capture(c.Text("scenario")), realTime: false, pipeline, () => false, log);
        return collected.Alerts;
    }

    private sealed class Collector : IAlertOutput
    {
        public List<JsonNode> Alerts { get; } = [];

        public string Name => "collector";

        public void Write(Alert alert, CancellationToken stop) => Alerts.Add(JsonNode.Parse(alert.Line.Span)!);

        public void Reopen()
        {
        }

        public void Dispose()
        {
        }
    }
}
