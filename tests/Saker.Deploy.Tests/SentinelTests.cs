using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Deploy.Tests;

/// <summary>What is installed in Microsoft Sentinel fits what the forwarder sends, and itself.</summary>
public sealed partial class SentinelTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-sentinel-").FullName;

    [Theory]
    [InlineData("main.bicep")]
    [InlineData("ingestion.bicep")]
    [InlineData("content.bicep")]
    public void The_Bicep_compiler_finds_nothing_wrong(string template)
    {
        var result = SentinelTemplates.Compile(template);
        result.Code.Should().Be(0, result.Errors);
        result.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task The_forwarder_sends_the_columns_of_the_table_to_the_stream_of_the_rule()
    {
        using var azure = new SentinelEndpoint();
        using var client = new HttpClient();
        int port = LoopbackPort.Free();
        string config = Path.Combine(directory, "forward.yaml");
        // The example of the page, with the addresses of here.
        string example = Example("yaml").Replace("https://saker-alerts-0123.westeurope-1.ingest.monitor.azure.com", azure.Address, StringComparison.Ordinal);
        string own = Regex.Replace(Indented().Match(example).Groups[1].Value, "^    ", "", RegexOptions.Multiline);
        await File.WriteAllTextAsync(config, $"{own}listenaddress: 127.0.0.1\nlistenport: {port}\nspool: {{directory: {directory}/spool}}\n",
            TestContext.Current.CancellationToken);
        using var forwarder = await RunningProgram.Start(client, $"http://127.0.0.1:{port}/healthz", "/usr/bin/env", $"AZURE_AUTHORITYHOST={azure.Address}",
            "AZURE_CLIENTSECRET=secret", Places.Saker, "forward", "-c", config);
        using var taken = await client.PostAsJsonAsync($"http://127.0.0.1:{port}/", JsonNode.Parse("""
            {"hostname": "node-1", "output": "seen", "priority": "Warning", "rule": "R", "source": "syscall", "tags": ["mitre_execution", "T1059"],
             "time": "2024-05-01T12:00:00.123456789Z", "output_fields": {"proc.name": "sh", "proc.pid": 7}}
            """), TestContext.Current.CancellationToken);
        taken.IsSuccessStatusCode.Should().BeTrue();

        var (target, body) = azure.Next();
        string stream = (string)JsonNode.Parse(SentinelTemplates.Compile("ingestion.bicep").Output)!["variables"]!["streamName"]!;
        target.Should().StartWith($"/dataCollectionRules/dcr-0123456789abcdef0123456789abcdef/streams/{stream}?");
        var record = JsonNode.Parse(body)![0]!.AsObject();
        record.Select(p => (p.Key, Type: TypeOf(p.Value!))).Should().BeEquivalentTo(
            SentinelTemplates.Columns.Select(c => (Key: c.Name, Type: c.Type == "datetime" ? "string" : c.Type)));
    }

    [Fact]
    public void What_the_rule_lets_through_is_what_the_table_takes()
    {
        var rule = SentinelTemplates.Resource("ingestion.bicep", "Microsoft.Insights/dataCollectionRules");
        var flow = rule["properties"]!["dataFlows"]![0]!;
        var answer = SentinelTemplates.Ask(("transformation", SentinelTemplates.Read("transform.kql")))["transformation"];
        answer.Findings.Should().BeEmpty();
        answer.Columns.Should().BeEquivalentTo(SentinelTemplates.Columns.Select(c => $"{c.Name}: {c.Type}"));
        ((string)flow["outputStream"]!).Should().Contain("tableName");
    }

    [Fact]
    public void The_parser_gives_what_the_schema_of_alerts_wants()
    {
        var answer = SentinelTemplates.Ask(("filters", "vimAlertEventSaker(starttime=ago(1d), eventseverity_has_any=dynamic(['High']))"), ("plain", "ASimAlertEventSaker()"));
        answer["filters"].Findings.Should().BeEmpty();
        answer["plain"].Findings.Should().BeEmpty();
        // Mandatory and recommended ones: https://learn.microsoft.com/azure/sentinel/normalization-schema-alert
        answer["filters"].Columns.Should().Contain([
            "TimeGenerated: datetime", "EventCount: int", "EventStartTime: datetime", "EventEndTime: datetime", "EventType: string", "EventUid: string",
            "EventProduct: string", "EventVendor: string", "EventSchema: string", "EventSchemaVersion: string", "EventSubType: string", "EventSeverity: string",
            "DvcHostname: string", "AlertName: string", "AttackTactics: string", "AttackTechniques: string", "Username: string",
        ]);
        answer["plain"].Columns.Should().Equal(answer["filters"].Columns);
    }

    [Fact]
    public void The_analytic_rule_names_columns_of_its_query()
    {
        var rule = SentinelTemplates.Resource("content.bicep", "Microsoft.SecurityInsights/alertRules")["properties"]!;
        var answer = SentinelTemplates.Ask(("rule", SentinelTemplates.Read("rules/grave-alerts.kql")))["rule"];
        answer.Findings.Should().BeEmpty();
        var columns = answer.Columns.Select(c => c.Split(':')[0]).ToList();
        rule["entityMappings"]!.AsArray().SelectMany(e => e!["fieldMappings"]!.AsArray()).Select(f => (string)f!["columnName"]!).Should().NotBeEmpty().And.BeSubsetOf(columns);
        rule["customDetails"]!.AsObject().Select(d => (string)d.Value!).Should().NotBeEmpty().And.BeSubsetOf(columns);
        var shown = rule["alertDetailsOverride"]!;
        columns.Should().Contain((string)shown["alertSeverityColumnName"]!);
        Placeholder().Matches((string)shown["alertDisplayNameFormat"]! + (string)shown["alertDescriptionFormat"]!).Select(m => m.Groups[1].Value)
            .Should().HaveCount(3).And.BeSubsetOf(columns);
    }

    [Fact]
    public void Kusto_understands_every_query_of_the_workbook_and_of_the_page()
    {
        (string, string)[] queries = [.. SentinelTemplates.WorkbookQueries(), .. Examples("kusto").Select((q, i) => ($"example {i}", q))];
        queries.Should().HaveCountGreaterThan(8);
        foreach (var (name, answer) in SentinelTemplates.Ask(queries))
            answer.Findings.Should().BeEmpty(name);
    }

    [Fact]
    public void Kusto_tells_of_a_column_that_is_not_there() =>
        SentinelTemplates.Ask(("broken", "Saker_CL | where nothing == 1"))["broken"].Findings.Should().ContainSingle().Which.Should().Contain("'nothing'");

    [Fact]
    public void The_page_names_the_parameters_and_outputs_of_the_template()
    {
        using var template = JsonDocument.Parse(SentinelTemplates.Compile("main.bicep").Output);
        string page = Places.Read("docs/sentinel.md");
        foreach (var parameter in template.RootElement.GetProperty("parameters").EnumerateObject().Where(p => !p.Value.TryGetProperty("defaultValue", out _)))
            page.Should().Contain($" {parameter.Name}=");
        foreach (var output in template.RootElement.GetProperty("outputs").EnumerateObject())
            page.Should().Contain(output.Name);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string TypeOf(JsonNode value) => value.GetValueKind() is JsonValueKind.Object or JsonValueKind.Array ? "dynamic" : "string";

    private static string Example(string language) => Examples(language).First();

    private static IEnumerable<string> Examples(string language) =>
        Regex.Matches(Places.Read("docs/sentinel.md"), $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value);

    /// <summary>What is below <c>config</c> of the chart's values, which is the forwarder's own file.</summary>
    [GeneratedRegex("^  config:\n((?:    .*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Placeholder();
}
