namespace Saker.Forwarder.Encodings;

/// <summary>A count since the start, with what it is a count of.</summary>
/// <param name="Labels">What of; labels without a value are left out.</param>
/// <param name="Value">How many.</param>
internal sealed record OtlpCount(IEnumerable<(string Name, string Value)> Labels, long Value);

/// <summary>
/// Counts as a request for metrics of OTLP, as sums that only grow:
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/metrics/v1/metrics.proto
/// </summary>
internal static class OtlpMetrics
{
    private const ulong Cumulative = 2;

    /// <summary>The request in protocol buffers.</summary>
    /// <param name="metrics">Names, descriptions and counts.</param>
    /// <param name="start">Since when it was counted, nanoseconds since 1970.</param>
    /// <param name="now">Until when, nanoseconds since 1970.</param>
    public static byte[] Request(IEnumerable<(string Name, string Description, IEnumerable<OtlpCount> Counts)> metrics, ulong start, ulong now) =>
        new ProtobufWriter().Message(1, resourceMetrics => resourceMetrics
            .Message(1, resource => resource.Attribute(1, "service.name", "falco").Attribute(1, "service.version", "0.1.0"))
            .Message(2, scopeMetrics =>
            {
                scopeMetrics.Message(1, scope => scope.Text(1, "falcosecurity.falco.otlpmetrics.meter"));
                foreach (var (name, description, counts) in metrics)
                {
                    scopeMetrics.Message(2, metric => metric.Text(1, name).Text(2, description).Message(7, sum =>
                    {
                        foreach (var count in counts)
                            sum.Message(1, point => Write(point, count, start, now));
                        sum.Number(2, Cumulative).Number(3, 1);
                    }));
                }
            })).ToArray();

    private static void Write(ProtobufWriter point, OtlpCount count, ulong start, ulong now)
    {
        point.Fixed64(2, start).Fixed64(3, now).Fixed64(6, (ulong)count.Value);
        foreach (var (name, value) in count.Labels)
        {
            if (value.Length > 0)
                point.Attribute(7, name, value);
        }
    }
}
