using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// Alerts as a request for logs of OTLP: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/logs/v1/logs.proto.
/// The alert's fields are attributes under their own names; the rest are under those of Falcosidekick.
/// </summary>
internal static class OtlpLogs
{
    /// <summary>The request in protocol buffers.</summary>
    public static byte[] Request(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = new ProtobufWriter();
        foreach (var machine in alerts.GroupBy(a => a.Hostname, StringComparer.Ordinal))
        {
            request.Message(1, resourceLogs => resourceLogs
                .Message(1, resource =>
                {
                    Attribute(resource, 1, "service.name", "falco");
                    if (machine.Key.Length > 0)
                        Attribute(resource, 1, "host.name", machine.Key);
                })
                .Message(2, scopeLogs =>
                {
                    scopeLogs.Message(1, scope => scope.Text(1, "saker"));
                    foreach (var alert in machine)
                        scopeLogs.Message(2, record => Write(record, alert));
                }));
        }

        return request.ToArray();
    }

    private static void Write(ProtobufWriter record, ForwardedAlert alert)
    {
        record.Fixed64(1, alert.Time.Nanoseconds)
            .Fixed64(11, alert.Time.Nanoseconds)
            .Number(2, Severity(alert.Priority))
            .Text(3, alert.PriorityName)
            .Message(5, body => body.Text(1, alert.Output));
        Attribute(record, 6, "uuid", alert.Id);
        Attribute(record, 6, "rule", alert.Rule);
        Attribute(record, 6, "priority", alert.PriorityName);
        Attribute(record, 6, "source", alert.Source);
        if (alert.Hostname.Length > 0)
            Attribute(record, 6, "hostname", alert.Hostname);
        if (alert.Tags.Count > 0)
            Attribute(record, 6, "tags", string.Join(',', alert.Tags));
        foreach (var (name, value) in alert.Fields)
        {
            if (value.ValueKind != JsonValueKind.Null)
                Attribute(record, 6, name, value);
        }
    }

    private static void Attribute(ProtobufWriter parent, int field, string name, string value) =>
        parent.Message(field, pair => pair.Text(1, name).Message(2, any => any.Text(1, value)));

    private static void Attribute(ProtobufWriter parent, int field, string name, JsonElement value) =>
        parent.Message(field, pair => pair.Text(1, name).Message(2, any =>
        {
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                any.Number(2, value.ValueKind == JsonValueKind.True ? 1UL : 0);
            else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole))
                any.Number(3, (ulong)whole);
            else if (value.ValueKind == JsonValueKind.Number)
                any.Double(4, value.GetDouble());
            else
                any.Text(1, ForwardedAlert.Text(value) ?? "");
        }));

    /// <summary>https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings, the column of syslog.</summary>
    private static ulong Severity(Priority priority) => priority switch
    {
        Priority.Emergency => 21,
        Priority.Alert => 19,
        Priority.Critical => 18,
        Priority.Error => 17,
        Priority.Warning => 13,
        Priority.Notice => 10,
        Priority.Informational => 9,
        _ => 5,
    };
}
