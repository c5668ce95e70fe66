using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Input;
using Saker.Forwarder.Input.Logs;

namespace Saker.Forwarder;

/// <summary>A running forwarder: input, enrichment, outputs.</summary>
public sealed class ForwarderRun : IAsyncDisposable
{
    private readonly ForwarderPipeline pipeline;
    private readonly LogInputs logs;
    private readonly ForwarderServer server;

    private ForwarderRun(ForwarderPipeline pipeline, LogInputs logs, ForwarderServer server)
    {
        this.pipeline = pipeline;
        this.logs = logs;
        this.server = server;
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
        var pipeline = new ForwarderPipeline(settings, variable, log);
        try
        {
            var requests = pipeline.Counts.Requests;
            var logs = new LogInputs(settings, pipeline);
            pipeline.Open();
            var pages = new ForwarderPages(alert => pipeline.Accept(alert, requests), requests.AddRejected, () => pipeline.Metrics.Concat(logs.Metrics));
            var server = await ForwarderServer.StartAsync(settings.Root, pages).ConfigureAwait(false);
            log($"listens on {string.Join(" and ", server.Addresses)}");
            logs.Start();
            return new ForwarderRun(pipeline, logs, server);
        }
        catch
        {
            await pipeline.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes no more alerts, gives outputs that work a few seconds for what waits, and leaves the rest in their spools.</summary>
    public async ValueTask DisposeAsync()
    {
        await logs.DisposeAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        await pipeline.DisposeAsync().ConfigureAwait(false);
    }
}
