using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// NATS Streaming (STAN), which Falcosidekick delivers to and this does not: its server and its clients are no longer maintained. Whoever has its keys is told so.
/// </summary>
internal static class NatsStreaming
{
    private const string Why = "Has no effect: NATS Streaming (STAN) is no longer maintained and not delivered to; use nats with nats.stream, which is JetStream.";

    /// <summary>The keys, as Falcosidekick has them.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
        [.. new[] { "hostport", "clusterid", "clientid", "subjecttemplate", "minimumpriority", "checkcert", "mutualtls", "maxconcurrentrequests" }
            .Select(k => ConfigKey.Text($"stan.{k}", Why).Ignored())];
}
