using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Destinations.OpenTelemetry;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Metrics;

/// <summary>
/// Sends how often rules matched, and the forwarder's counts, to a collector of OpenTelemetry, under the names that Falcosidekick gives them. Counts go on from one
/// sending to the next, so that one which fails is made up for by the next.
/// </summary>
internal sealed class OtlpExporter : IAsyncDisposable
{
    private const string Path = "otlp.metrics";

    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(5);

    private readonly OtlpClient? client;
    private readonly Route? route;
    private readonly TimeSpan interval;
    private readonly string[] extra;
    private readonly Action<string> log;
    private readonly LabelledCounts matches = new();
    private readonly Reminder failure = new(TimeProvider.System);
    private readonly CancellationTokenSource stopping = new();
    private readonly ulong start = Now();
    private Func<byte[]> request = () => [];
    private Task running = Task.CompletedTask;

    /// <summary>Prepares one; it does nothing where no collector is named.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="addedFields">Fields that the configuration adds to alerts, which become attributes.</param>
    /// <param name="log">Takes what the operator should know.</param>
    /// <exception cref="ForwarderConfigException">The configuration cannot be worked with.</exception>
    public OtlpExporter(Settings settings, IEnumerable<string> addedFields, Action<string> log)
    {
        this.log = log;
        var section = settings.Section(Path);
        extra = [.. addedFields.Concat(section.Text("extraattributes").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(LabelledCounts.IsName).Distinct()];
        if (!section.Has("endpoint"))
            return;
        interval = section.Duration("interval");
        if (interval < TimeSpan.FromMilliseconds(100))
            throw section.Error("interval", "a time of at least 100ms is expected");
        route = Route.Of(section);
        client = new OtlpClient(new DestinationContext(section, settings.Root), "v1/metrics", "metrics.v1.MetricsService");
    }

    /// <summary>The keys of its configuration.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        .. OtlpClient.Keys.Select(k => k.Below(Path)),
        ConfigKey.Duration("otlp.metrics.interval", "How often counts are sent.", "1m"),
        ConfigKey.Text("otlp.metrics.extraattributes", "Fields that become attributes of how often rules matched, separated by commas."),
        .. DestinationDefinition.CommonKeys.Where(k => k.Path is "minimumpriority" or "condition" or "checkcert" or "mutualtls" or "customheaders").Select(k => k.Below(Path)),
    ];

    /// <summary>Counts an alert, if it is for the collector.</summary>
    public void Add(ForwardedAlert alert)
    {
        if (route?.Admits(alert) == true)
        {
            matches.Add(
            [
                ("source", alert.Source), ("priority", alert.PriorityName), ("rule", alert.Rule), ("hostname", alert.Hostname), ("tags", string.Join(',', alert.Tags)),
                ("k8s_ns_name", alert.Field("k8s.ns.name") ?? ""), ("k8s_pod_name", alert.Field("k8s.pod.name") ?? ""),
                .. extra.Select(f => (LabelledCounts.Name(f), alert.Field(f) ?? "")),
            ]);
        }
    }

    /// <summary>Begins to send.</summary>
    public void Start(InputCounts input, IReadOnlyList<DeliveryLane> lanes)
    {
        request = () => OtlpMetrics.Request(
        [
            ("falcosecurity_falco_rules_matches_total", "Number of times rules match", matches.All.Select(m => new OtlpCount(m.Labels, m.Count))),
            ("falcosecurity_falcosidekick_inputs", "Number of times an input is received",
                [.. input.Sources.SelectMany(s => new[] { Status("source", s.Source, "accepted", s.Accepted), Status("source", s.Source, "rejected", s.Rejected) })]),
            ("falcosecurity_falcosidekick_outputs", "Number of times an output is generated", lanes.SelectMany(Of)),
        ], start, Now());
        if (client is not null)
            running = Task.Run(RunAsync);
    }

    /// <summary>Sends what is left, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        client?.Dispose();
        stopping.Dispose();
    }

    private static ulong Now() => (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static IEnumerable<OtlpCount> Of(DeliveryLane lane)
    {
        string name = lane.Name.Replace(".", "", StringComparison.Ordinal);
        return [Status("destination", name, "ok", lane.Counts.Delivered), Status("destination", name, "error", lane.Counts.Failed)];
    }

    private static OtlpCount Status(string kind, string name, string status, long count) => new([(kind, name), ("status", status)], count);

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
                await SendAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            using var last = new CancellationTokenSource(lastPatience);
            await SendAsync(last.Token).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        try
        {
            await client!.SendAsync(request(), stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DeliveryException or OperationCanceledException)
        {
            if (failure.IsDue() && !stopping.IsCancellationRequested)
                log($"{Path}: {e.Message}; the next counts make up for it");
        }
    }
}
