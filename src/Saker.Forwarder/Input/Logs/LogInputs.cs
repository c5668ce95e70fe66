using Saker.Alerts;
using Saker.Alerts.Metrics;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Input.Logs;

/// <summary>The logs that the configuration has alerts read from.</summary>
internal sealed class LogInputs : IAsyncDisposable
{
    private readonly List<LogInput> inputs = [];

    /// <summary>Prepares them; nothing is read before <see cref="Start"/>.</summary>
    /// <exception cref="ForwarderConfigException">One cannot be made of what is configured.</exception>
    public LogInputs(Settings settings, ForwarderPipeline pipeline)
    {
        foreach (var definition in LogCatalog.EnabledIn(settings))
        {
            var count = pipeline.Counts.AddSource(definition.Kind);
            inputs.Add(new LogInput(
                definition.Make(settings), alert => pipeline.Accept(alert, count, isHeld: true), count, pipeline.DeadLetters(definition.Path),
                new DestinationContext(settings.Section(definition.Path), settings.Root).Patience, pipeline.Log, SteadyClock.Instance));
        }
    }

    /// <summary>The numbers as they are now.</summary>
    public IEnumerable<Metric> Metrics => inputs.SelectMany(i => i.Metrics);

    /// <summary>Begins to read.</summary>
    public void Start() => inputs.ForEach(i => i.Start());

    /// <summary>Reads no more.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(inputs.Select(i => i.DisposeAsync().AsTask())).ConfigureAwait(false);
}
