using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// Alerts as a request for traces of OTLP: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/trace/v1/trace.proto. An alert is a
/// span; alerts of one pod, container or machine are one trace, as in Falcosidekick, which computes its id in the same way.
/// </summary>
internal static class OtlpTraces
{
    private const ulong Server = 2;

    /// <summary>The request in protocol buffers.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <param name="duration">How long spans last.</param>
    public static byte[] Request(IReadOnlyList<ForwardedAlert> alerts, TimeSpan duration) => new ProtobufWriter().Message(1, resourceSpans => resourceSpans
        .Message(1, resource => resource.Attribute(1, "service.name", "falco").Attribute(1, "service.version", "v0.1.0"))
        .Message(2, scopeSpans =>
        {
            scopeSpans.Message(1, scope => scope.Text(1, "falco-event"));
            foreach (var alert in alerts)
                scopeSpans.Message(2, span => Write(span, alert, duration));
        })).ToArray();

    private static void Write(ProtobufWriter span, ForwardedAlert alert, TimeSpan duration)
    {
        span.Bytes(1, TraceId(alert))
            // The same each time that the alert is sent.
            .Bytes(2, Guid.Parse(alert.Id).ToByteArray(bigEndian: true).AsSpan(8))
            .Text(5, alert.Rule)
            .Number(6, Server)
            .Fixed64(7, alert.Time.Nanoseconds)
            .Fixed64(8, alert.Time.Nanoseconds + (ulong)duration.TotalNanoseconds)
            .Attribute(9, "uuid", alert.Id)
            .Attribute(9, "source", alert.Source)
            .Attribute(9, "priority", alert.PriorityName)
            .Attribute(9, "rule", alert.Rule)
            .Attribute(9, "hostname", alert.Hostname)
            .Attribute(9, "tags", alert.Tags);
        foreach (var (name, value) in alert.Fields)
        {
            if (value.ValueKind != JsonValueKind.Null)
                span.Attribute(9, name, ForwardedAlert.Text(value) ?? "");
        }

        span.Message(11, happened => happened.Fixed64(1, alert.Time.Nanoseconds).Text(2, alert.Output));
    }

    private static byte[] TraceId(ForwardedAlert alert)
    {
        string whose = (Field("k8s.ns.name"), Field("k8s.pod.name")) is ({ Length: > 0 } space, { Length: > 0 } pod) ? $"{space}:{pod}"
            : Field("container.id") is { Length: > 0 } and not "host" and var container ? container
            : Field("evt.hostname") is { Length: > 0 } host ? host
            : alert.Hostname.Length > 0 ? alert.Hostname : alert.Id;
        byte[] id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, Hash(whose));
        return id;

        string? Field(string name) => alert.Field(name);
    }

    /// <summary>FNV-1a of 128 bits: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv</summary>
    private static UInt128 Hash(string text)
    {
        var prime = new UInt128(0x0000000001000000, 0x000000000000013B);
        var hash = new UInt128(0x6c62272e07bb0142, 0x62b821756295c58d);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ b) * prime);
        return hash;
    }
}
