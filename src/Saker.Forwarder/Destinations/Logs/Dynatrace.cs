using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Dynatrace's logs: https://docs.dynatrace.com/docs/discover-dynatrace/references/dynatrace-api/environment-api/log-monitoring-v2/post-ingest-logs</summary>
internal sealed partial class Dynatrace(DestinationContext context) : HttpDestination(context)
{
    // Fields that have a name of their own there.
    private static readonly (string Field, string Attribute)[] attributes =
    [
        ("container.id", "container.id"), ("container.name", "container.name"), ("container.image", "container.image.name"),
        ("k8s.ns.name", "k8s.namespace.name"), ("ka.target.namespace", "k8s.namespace.name"), ("k8s.pod.name", "k8s.pod.name"),
        ("k8s.pod.id", "k8s.pod.uid"), ("proc.name", "process.executable.name"), ("span.id", "span.id"),
    ];

    private readonly Uri address = context.Address("apiurl", "v2/logs/ingest");
    private readonly string token = context.Settings.Text("apitoken");

    public static DestinationDefinition Definition { get; } = new("dynatrace", "Dynatrace", ["apitoken", "apiurl"],
    [
        ConfigKey.Secret("apitoken", "Token with the scope logs.ingest."),
        ConfigKey.Text("apiurl", "Address of the API, such as https://ENVIRONMENT.live.dynatrace.com/api."),
    ], context => new Dynatrace(context));

    public override int MaxBatch => 100;

    /// <summary>An answer with a body says that part of a batch was not taken; one that takes all has none.</summary>
    protected override void Judge(string endpoint, string answer)
    {
        if (answer.Length > 0)
            throw new DeliveryException($"{endpoint} refuses alerts for what they hold", isFinal: true);
    }

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = Post(address, new JsonArray([.. alerts.Select(Entry)]));
        request.Headers.TryAddWithoutValidation("Authorization", $"Api-Token {token}");
        yield return request;
    }

    private static JsonObject Entry(ForwardedAlert alert)
    {
        var fields = new JsonObject();
        foreach (var (name, value) in alert.Fields)
            fields[name] = JsonNode.Parse(value.GetRawText());
        var entry = new JsonObject
        {
            ["timestamp"] = alert.Time.ToString(),
            ["event.id"] = alert.Id,
            ["event.name"] = alert.Rule,
            ["event.provider"] = "Falco",
            ["severity"] = alert.PriorityName,
            ["log.source"] = alert.Source,
            ["content"] = new JsonObject
            {
                ["output"] = alert.Output,
                ["output_fields"] = fields,
                ["tags"] = new JsonArray([.. alert.Tags.Select(t => JsonValue.Create(t))]),
            },
        };
        if (alert.Hostname.Length > 0)
            entry["host.name"] = alert.Hostname;
        foreach (var (field, attribute) in attributes)
        {
            if (alert.Field(field) is { } text)
                entry[attribute] = text;
        }

        if (alert.Tags.FirstOrDefault(t => Technique().IsMatch(t)) is { } technique)
            entry["mitre.technique"] = Technique().Match(technique).Value;
        if (alert.Tags.FirstOrDefault(t => t.StartsWith("mitre_", StringComparison.Ordinal)) is { } tactic)
            entry["mitre.tactic"] = tactic;
        return entry;
    }

    [GeneratedRegex(@"T\d+(\.\d+)?")]
    private static partial Regex Technique();
}
