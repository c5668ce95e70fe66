using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Enrichment;
using Saker.Forwarder.Input;
using Saker.Forwarder.Metrics;

namespace Saker.Forwarder;

/// <summary>A running forwarder: input, enrichment, outputs.</summary>
public sealed class ForwarderRun : IAsyncDisposable
{
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(5);

    private readonly Dispatcher dispatcher;
    private readonly ForwarderServer server;
    private readonly StatsdExporter statsd;

    private ForwarderRun(Dispatcher dispatcher, ForwarderServer server, StatsdExporter statsd)
    {
        this.dispatcher = dispatcher;
        this.server = server;
        this.statsd = statsd;
    }

    /// <summary>Addresses that it listens on.</summary>
    public IReadOnlyList<Uri> Addresses => server.Addresses;

    /// <summary>Begins to forward.</summary>
    /// <param name="configuration">The file in YAML; null for environment variables alone.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="log">Takes what the operator should know.</param>
    /// <exception cref="ForwarderConfigException">The configuration cannot be worked with.</exception>
    public static async Task<ForwarderRun> StartAsync(string? configuration, Func<string, string?> variable, Action<string> log)
    {
        var settings = SettingsReader.Read(DestinationCatalog.Keys, configuration, variable, log);
        var secrets = SecretFilter.Of(settings);
        var plain = log;
        log = line => plain(secrets.Clean(line));
        var enricher = new Enricher(settings.Root, variable);
        var statsd = StatsdExporter.Of(settings.Root, log);
        var dispatcher = new Dispatcher(new LaneSetup(settings, log).Create(), log, TimeProvider.System);
        try
        {
            var counts = new InputCounts([.. enricher.AddedFields, .. ExtraLabels(settings.Root)]);
            var pages = new ForwarderPages(
                alert =>
                {
                    alert = enricher.Enrich(alert);
                    if (!dispatcher.Accept(alert))
                        return false;
                    counts.AddAccepted(alert);
                    return true;
                },
                counts.AddRejected,
                () => ForwarderMetrics.Collect(counts, dispatcher.Lanes));
            var server = await ForwarderServer.StartAsync(settings.Root, pages).ConfigureAwait(false);
            dispatcher.Start();
            statsd.Start(counts, dispatcher.Lanes);
            log($"outputs: {(dispatcher.Lanes.Count == 0 ? "none" : string.Join(", ", dispatcher.Lanes.Select(l => l.Name)))}");
            log($"listens on {string.Join(" and ", server.Addresses)}");
            return new ForwarderRun(dispatcher, server, statsd);
        }
        catch
        {
            await dispatcher.DisposeAsync().ConfigureAwait(false);
            await statsd.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes no more alerts, gives outputs that work a few seconds for what waits, and leaves the rest in their spools.</summary>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync().ConfigureAwait(false);
        await dispatcher.DrainAsync(lastPatience).ConfigureAwait(false);
        await statsd.DisposeAsync().ConfigureAwait(false);
        await dispatcher.DisposeAsync().ConfigureAwait(false);
    }

    private static string[] ExtraLabels(Section root) =>
        root.Text("prometheus.extralabels").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
