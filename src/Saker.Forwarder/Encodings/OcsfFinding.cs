using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Encodings;

/// <summary>An alert as a Detection Finding, class 2004, of OCSF 1.4: https://schema.ocsf.io/1.4.0/classes/detection_finding</summary>
internal static partial class OcsfFinding
{
    /// <summary>The finding in JSON.</summary>
    public static byte[] Bytes(ForwardedAlert alert) => Encoding.UTF8.GetBytes(Of(alert).ToJsonString(JsonText.Options));

    /// <summary>The finding.</summary>
    public static JsonObject Of(ForwardedAlert alert)
    {
        var (severity, name) = Severity(alert.Priority);
        var finding = new JsonObject
        {
            ["activity_id"] = 1,
            ["activity_name"] = "Create",
            ["category_uid"] = 2,
            ["category_name"] = "Findings",
            ["class_uid"] = 2004,
            ["class_name"] = "Detection Finding",
            ["type_uid"] = 200401,
            ["type_name"] = "Detection Finding: Create",
            ["time"] = alert.Time.Milliseconds,
            ["severity_id"] = severity,
            ["severity"] = name,
            ["status_id"] = 1,
            ["status"] = "New",
            ["is_alert"] = true,
            ["message"] = alert.Output,
            ["metadata"] = new JsonObject
            {
                ["version"] = "1.4.0",
                ["uid"] = alert.Id,
                ["original_time"] = alert.Time.ToString(),
                ["product"] = new JsonObject { ["name"] = "Saker", ["vendor_name"] = "Saker" },
                ["log_provider"] = alert.Source,
                ["labels"] = new JsonArray([.. alert.Tags]),
            },
            ["finding_info"] = Info(alert),
        };
        Add(finding, "device", new JsonObject { ["hostname"] = Text(alert.Hostname), ["type_id"] = alert.Hostname.Length > 0 ? 1 : null });
        var evidence = new JsonObject();
        Add(evidence, "process", Process(alert));
        Add(evidence, "file", File(alert));
        Add(evidence, "src_endpoint", Endpoint(alert, "fd.cip", "fd.cport"));
        Add(evidence, "dst_endpoint", Endpoint(alert, "fd.sip", "fd.sport"));
        Add(evidence, "container", Container(alert));
        if (evidence.Count > 0)
            finding["evidences"] = new JsonArray(evidence);
        if (alert.Field("k8s.pod.name") is { } pod)
        {
            finding["resources"] = new JsonArray(new JsonObject
            {
                ["type"] = "Pod", ["name"] = pod, ["namespace"] = alert.Field("k8s.ns.name"), ["uid"] = alert.Field("k8s.pod.uid") ?? alert.Field("k8s.pod.id"),
            });
        }

        var unmapped = new JsonObject { ["priority"] = alert.PriorityName };
        foreach (var (field, value) in alert.Fields)
            unmapped[field] = JsonNode.Parse(value.GetRawText());
        finding["unmapped"] = unmapped;
        return finding;
    }

    private static JsonObject Info(ForwardedAlert alert)
    {
        var info = new JsonObject
        {
            ["uid"] = alert.Id,
            ["title"] = alert.Rule,
            ["desc"] = alert.Output,
            ["created_time"] = alert.Time.Milliseconds,
            ["analytic"] = new JsonObject { ["name"] = alert.Rule, ["type_id"] = 1, ["type"] = "Rule" },
        };
        JsonNode[] attacks = [.. alert.Tags.Where(t => Technique().IsMatch(t)).Select(t => new JsonObject { ["technique"] = new JsonObject { ["uid"] = t } })];
        if (attacks.Length > 0)
            info["attacks"] = new JsonArray(attacks);
        return info;
    }

    private static JsonObject Process(ForwardedAlert alert)
    {
        var process = new JsonObject
        {
            ["name"] = alert.Field("proc.name"), ["pid"] = Number(alert, "proc.pid"), ["cmd_line"] = alert.Field("proc.cmdline"),
        };
        Add(process, "file", new JsonObject { ["path"] = alert.Field("proc.exepath"), ["type_id"] = alert.Field("proc.exepath") is null ? null : 1 });
        Add(process, "user", new JsonObject { ["name"] = alert.Field("user.name"), ["uid"] = alert.Field("user.uid") });
        Add(process, "parent_process", new JsonObject { ["name"] = alert.Field("proc.pname"), ["pid"] = Number(alert, "proc.ppid") });
        return process;
    }

    private static JsonObject File(ForwardedAlert alert)
    {
        // A descriptor may be anything; only a path is a file.
        string? path = alert.Field("fd.name") is ['/', ..] name ? name : null;
        return new JsonObject { ["path"] = path, ["name"] = path?[(path.LastIndexOf('/') + 1)..], ["type_id"] = path is null ? null : 1 };
    }

    private static JsonObject Endpoint(ForwardedAlert alert, string address, string port) => new() { ["ip"] = alert.Field(address), ["port"] = Number(alert, port) };

    private static JsonObject Container(ForwardedAlert alert)
    {
        var container = new JsonObject { ["uid"] = alert.Field("container.id") is "host" ? null : alert.Field("container.id"), ["name"] = alert.Field("container.name") };
        Add(container, "image", new JsonObject { ["name"] = alert.Field("container.image.repository"), ["tag"] = alert.Field("container.image.tag") });
        return container;
    }

    /// <summary>Adds what is known of an object; nothing when nothing is.</summary>
    private static void Add(JsonObject parent, string name, JsonObject child)
    {
        foreach (string unknown in child.Where(p => p.Value is null).Select(p => p.Key).ToArray())
            child.Remove(unknown);
        if (child.Count > 0)
            parent[name] = child;
    }

    private static JsonNode? Number(ForwardedAlert alert, string field) => long.TryParse(alert.Field(field), out long number) ? number : null;

    private static string? Text(string text) => text.Length > 0 ? text : null;

    /// <summary>OCSF has six degrees of severity.</summary>
    /// <summary>https://schema.ocsf.io/1.4.0/classes/detection_finding?extensions=#severity_id-attribute</summary>
    public static (int Id, string Name) Severity(Priority priority) => priority switch
    {
        Priority.Emergency => (6, "Fatal"),
        Priority.Alert or Priority.Critical => (5, "Critical"),
        Priority.Error => (4, "High"),
        Priority.Warning => (3, "Medium"),
        Priority.Notice => (2, "Low"),
        _ => (1, "Informational"),
    };

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$")]
    private static partial Regex Technique();
}
