using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.OpenTelemetry;

/// <summary>A collector that gets alerts as log records, or as spans of traces.</summary>
/// <param name="client">Sends.</param>
/// <param name="request">Writes alerts as a request.</param>
internal sealed class OtlpEndpoint(OtlpClient client, Func<IReadOnlyList<ForwardedAlert>, byte[]> request) : IDestination
{
    private static readonly ConfigKey synced = ConfigKey.Flag("synced", "Has no effect: alerts leave the spool when the collector has them.").Ignored();

    public static DestinationDefinition Logs { get; } = new("otlp.logs", "OpenTelemetry logs (OTLP)", ["endpoint"], [.. OtlpClient.Keys, synced],
        context => new OtlpEndpoint(new OtlpClient(context, "v1/logs", "logs.v1.LogsService"), OtlpLogs.Request));

    public static DestinationDefinition Traces { get; } = new("otlp.traces", "OpenTelemetry traces (OTLP)", ["endpoint"],
    [
        .. OtlpClient.Keys, synced, ConfigKey.Number("duration", "How long spans are said to last, in milliseconds: alerts have no end.", 1000),
    ], context =>
    {
        var duration = TimeSpan.FromMilliseconds(Math.Max(context.Settings.Number("duration"), 0));
        return new OtlpEndpoint(new OtlpClient(context, "v1/traces", "trace.v1.TraceService"), alerts => OtlpTraces.Request(alerts, duration));
    });

    public int MaxBatch => 200;

    public IEnumerable<string> Hosts => [client.Host];

    public Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) => client.SendAsync(request(alerts), stop);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
