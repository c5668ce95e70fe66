using Saker.Alerts;
using Saker.Alerts.Metrics;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Enrichment;
using Saker.Forwarder.Metrics;

namespace Saker.Forwarder;

/// <summary>What alerts go through once they are in: enrichment, outputs, counts. Where they come from is the business of others.</summary>
internal sealed class ForwarderPipeline : IAsyncDisposable
{
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(5);

    private readonly Action<string> log;
    private readonly Enricher enricher;
    private readonly StatsdExporter statsd;
    private readonly OtlpExporter otlp;
    private readonly LaneSetup setup;
    private readonly InputCounts counts;
    private Dispatcher? dispatcher;

    /// <summary>Prepares it: whatever can be wrong with a configuration is found here, but nothing is opened that two could not have at a time.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="log">Takes what the operator should know; it may hold secrets.</param>
    /// <exception cref="ForwarderConfigException">The configuration cannot be worked with.</exception>
    public ForwarderPipeline(Settings settings, Func<string, string?> variable, Action<string> log)
    {
        var secrets = SecretFilter.Of(settings);
        this.log = line => log(secrets.Clean(line));
        enricher = new Enricher(settings.Root, variable);
        statsd = StatsdExporter.Of(settings.Root, this.log);
        otlp = new OtlpExporter(settings, enricher.AddedFields, this.log);
        setup = new LaneSetup(settings, this.log);
        counts = new InputCounts([.. enricher.AddedFields, .. ExtraLabels(settings.Root)]);
    }

    /// <summary>Takes what the operator should know, and clears it of secrets.</summary>
    public Action<string> Log => log;

    /// <summary>Counts what comes in.</summary>
    public InputCounts Counts => counts;

    /// <summary>The numbers as they are now.</summary>
    public IEnumerable<Metric> Metrics => ForwarderMetrics.Collect(counts, dispatcher?.Lanes ?? []);

    /// <summary>Opens the spools and begins to deliver.</summary>
    /// <exception cref="ForwarderConfigException">A spool cannot be opened; it may be tried again.</exception>
    public void Open()
    {
        var opened = new Dispatcher(setup.Open(), log, SteadyClock.Instance);
        opened.Start();
        statsd.Start(counts, opened.Lanes);
        otlp.Start(counts, opened.Lanes);
        dispatcher = opened;
        log($"outputs: {(opened.Lanes.Count == 0 ? "none" : string.Join(", ", opened.Lanes.Select(l => l.Name)))}");
    }

    /// <summary>Takes an alert, once it is open.</summary>
    /// <param name="alert">The alert; fields are added to it.</param>
    /// <param name="source">Counts what comes in by the way that it came.</param>
    /// <param name="isHeld">Whether whoever brings it holds on to it and comes again when it is not taken.</param>
    /// <returns>False when outputs want it and none has room: it is the sender's still.</returns>
    public bool Accept(ForwardedAlert alert, InputCount source, bool isHeld = false)
    {
        alert = enricher.Enrich(alert);
        if (!dispatcher!.Accept(alert, isHeld))
            return false;
        source.AddAccepted();
        counts.AddAlert(alert);
        otlp.Add(alert);
        return true;
    }

    /// <summary>Where an input keeps what it reads and cannot take for an alert.</summary>
    /// <param name="name">The input's place in the configuration.</param>
    public DeadLetters DeadLetters(string name) => setup.Letters(name, limited: true);

    /// <summary>Gives outputs a few seconds for what waits, if they work or have no spool, and leaves the rest in their spools.</summary>
    public async ValueTask DisposeAsync()
    {
        if (dispatcher is not null)
            await dispatcher.DrainAsync(lastPatience).ConfigureAwait(false);
        await statsd.DisposeAsync().ConfigureAwait(false);
        await otlp.DisposeAsync().ConfigureAwait(false);
        if (dispatcher is not null)
            await dispatcher.DisposeAsync().ConfigureAwait(false);
        await setup.DisposeAsync().ConfigureAwait(false);
    }

    private static string[] ExtraLabels(Section root) =>
        root.Text("prometheus.extralabels").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
