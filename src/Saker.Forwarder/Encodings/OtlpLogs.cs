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
                    resource.Attribute(1, "service.name", "falco");
                    if (machine.Key.Length > 0)
                        resource.Attribute(1, "host.name", machine.Key);
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

    /// <summary>What of an alert are attributes besides its fields.</summary>
    public static IEnumerable<(string Name, string Value)> Named(ForwardedAlert alert)
    {
        yield return ("uuid", alert.Id);
        yield return ("rule", alert.Rule);
        yield return ("priority", alert.PriorityName);
        yield return ("source", alert.Source);
        if (alert.Hostname.Length > 0)
            yield return ("hostname", alert.Hostname);
        if (alert.Tags.Count > 0)
            yield return ("tags", string.Join(',', alert.Tags));
    }

    private static void Write(ProtobufWriter record, ForwardedAlert alert)
    {
        record.Fixed64(1, alert.Time.Nanoseconds)
            .Fixed64(11, alert.Time.Nanoseconds)
            .Number(2, Severity(alert.Priority))
            .Text(3, alert.PriorityName)
            .Message(5, body => body.Text(1, alert.Output));
        foreach (var (name, value) in Named(alert))
            record.Attribute(6, name, value);
        foreach (var (name, value) in alert.Fields)
        {
            if (value.ValueKind != JsonValueKind.Null)
                record.Attribute(6, name, value);
        }
    }

    /// <summary>https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings, the column of syslog.</summary>
    public static ulong Severity(Priority priority) => priority switch
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
