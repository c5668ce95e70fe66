using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// An alert as a request for logs of OTLP in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding), as receivers of collectors take them from files
/// and queues (https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/).
/// </summary>
internal static class OtlpLogsJson
{
    /// <summary>The request.</summary>
    public static byte[] Bytes(ForwardedAlert alert)
    {
        var resource = new JsonArray(Attribute("service.name", Text("falco")));
        if (alert.Hostname.Length > 0)
            resource.Add(Attribute("host.name", Text(alert.Hostname)));
        string time = alert.Time.Nanoseconds.ToString(CultureInfo.InvariantCulture);
        var request = new JsonObject
        {
            ["resourceLogs"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = resource },
                ["scopeLogs"] = new JsonArray(new JsonObject
                {
                    ["scope"] = new JsonObject { ["name"] = "saker" },
                    ["logRecords"] = new JsonArray(new JsonObject
                    {
                        ["timeUnixNano"] = time,
                        ["observedTimeUnixNano"] = time,
                        ["severityNumber"] = OtlpLogs.Severity(alert.Priority),
                        ["severityText"] = alert.PriorityName,
                        ["body"] = Text(alert.Output),
                        ["attributes"] = new JsonArray([.. Attributes(alert)]),
                    }),
                }),
            }),
        };
        return Encoding.UTF8.GetBytes(request.ToJsonString(JsonText.Options));
    }

    private static IEnumerable<JsonObject> Attributes(ForwardedAlert alert)
    {
        foreach (var (name, value) in OtlpLogs.Named(alert))
            yield return Attribute(name, Text(value));
        foreach (var (name, value) in alert.Fields)
        {
            if (value.ValueKind != JsonValueKind.Null)
                yield return Attribute(name, Value(value));
        }
    }

    private static JsonObject Attribute(string name, JsonObject value) => new() { ["key"] = name, ["value"] = value };

    private static JsonObject Text(string text) => new() { ["stringValue"] = text };

    private static JsonObject Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new JsonObject { ["boolValue"] = value.GetBoolean() },
        // 64 bits are texts in JSON.
        JsonValueKind.Number when value.TryGetInt64(out long whole) => new JsonObject { ["intValue"] = whole.ToString(CultureInfo.InvariantCulture) },
        JsonValueKind.Number => new JsonObject { ["doubleValue"] = value.GetDouble() },
        _ => Text(ForwardedAlert.Text(value) ?? ""),
    };
}
