using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// An alert as a document of the Elastic Common Schema 8: https://www.elastic.co/docs/reference/ecs/ecs-field-reference. All of its fields are, besides,
/// under <c>falco.output_fields</c>, with <c>_</c> for dots.
/// </summary>
internal static partial class EcsDocument
{
    private static readonly (string Field, string Place)[] places =
    [
        ("proc.name", "process.name"), ("proc.pid", "process.pid"), ("proc.cmdline", "process.command_line"), ("proc.exepath", "process.executable"),
        ("proc.cwd", "process.working_directory"), ("proc.pname", "process.parent.name"), ("proc.ppid", "process.parent.pid"),
        ("user.name", "user.name"), ("user.uid", "user.id"), ("group.name", "group.name"), ("group.gid", "group.id"),
        ("container.id", "container.id"), ("container.name", "container.name"), ("container.image.repository", "container.image.name"),
        ("k8s.ns.name", "orchestrator.namespace"), ("k8s.pod.name", "orchestrator.resource.name"), ("k8s.cluster.name", "orchestrator.cluster.name"),
        ("fd.cip", "source.ip"), ("fd.cport", "source.port"), ("fd.sip", "destination.ip"), ("fd.sport", "destination.port"), ("fd.l4proto", "network.transport"),
        ("evt.type", "event.action"),
    ];

    /// <summary>The document in JSON.</summary>
    public static byte[] Bytes(ForwardedAlert alert) => Encoding.UTF8.GetBytes(Of(alert).ToJsonString(JsonText.Options));

    /// <summary>The document.</summary>
    public static JsonObject Of(ForwardedAlert alert)
    {
        var document = new JsonObject
        {
            ["@timestamp"] = alert.Time.ToString(),
            ["message"] = alert.Output,
            ["tags"] = new JsonArray([.. alert.Tags]),
            ["ecs"] = new JsonObject { ["version"] = "8.11.0" },
            ["event"] = new JsonObject
            {
                ["id"] = alert.Id,
                ["kind"] = "alert",
                ["category"] = new JsonArray("intrusion_detection"),
                ["type"] = new JsonArray("info"),
                ["severity"] = 8 - (int)alert.Priority,
                ["provider"] = alert.Source,
                ["module"] = "falco",
                ["dataset"] = "falco.alerts",
            },
            ["log"] = new JsonObject { ["level"] = alert.PriorityName.ToLowerInvariant() },
            ["rule"] = new JsonObject { ["name"] = alert.Rule },
            ["observer"] = new JsonObject { ["vendor"] = "Saker", ["product"] = "Saker", ["type"] = "sensor" },
        };
        if (alert.Hostname.Length > 0)
            document["host"] = new JsonObject { ["name"] = alert.Hostname, ["hostname"] = alert.Hostname };
        foreach (var (field, place) in places)
        {
            if (alert.Fields.TryGetValue(field, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number && Suits(value, place))
                Set(document, place.Split('.'), JsonNode.Parse(value.GetRawText())!);
        }

        if (alert.Field("fd.name") is ['/', ..] path)
            document["file"] = new JsonObject { ["path"] = path };
        if (alert.Field("k8s.pod.name") is not null)
            Set(document, ["orchestrator", "type"], "kubernetes");
        JsonNode[] techniques = [.. alert.Tags.Where(t => Technique().IsMatch(t)).Select(t => JsonValue.Create(t)!)];
        if (techniques.Length > 0)
            document["threat"] = new JsonObject { ["framework"] = "MITRE ATT&CK", ["technique"] = new JsonObject { ["id"] = new JsonArray(techniques) } };
        var all = new JsonObject();
        foreach (var (name, value) in alert.Fields)
            all[name.Replace('.', '_')] = JsonNode.Parse(value.GetRawText());
        document["falco"] = new JsonObject { ["priority"] = alert.PriorityName, ["output_fields"] = all };
        return document;
    }

    /// <summary>Ports and process ids are numbers, addresses are none without one, and everything else is a text or may be written as one.</summary>
    private static bool Suits(JsonElement value, string place) =>
        (!place.EndsWith(".pid", StringComparison.Ordinal) && !place.EndsWith(".port", StringComparison.Ordinal)) || value.ValueKind == JsonValueKind.Number;

    private static void Set(JsonObject parent, string[] path, JsonNode value)
    {
        if (path is [var last])
        {
            parent[last] = last is "id" ? JsonValue.Create(value.ToString()) : value;
            return;
        }

        if (parent[path[0]] is not JsonObject child)
            parent[path[0]] = child = [];
        Set(child, path[1..], value);
    }

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$")]
    private static partial Regex Technique();
}
