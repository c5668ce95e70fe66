using System.Text;
using Saker.Alerts;
using Saker.Alerts.Metrics;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Input.Logs;
using Saker.Rules;
using YamlDotNet.RepresentationModel;

namespace Saker.Forwarder.Input;

/// <summary>
/// The forwarder as one of the outputs of a sensor, in its process. An alert is delivered, for the sensor, when it waits in the spools of the
/// destinations that it is for.
/// </summary>
public sealed class ForwarderOutput : IAlertOutput
{
    private readonly ForwarderPipeline pipeline;
    private readonly Action<string> log;
    private bool isOpen;

    /// <summary>Prepares it: whatever can be wrong with a configuration is found here.</summary>
    /// <param name="keys">The configuration.</param>
    /// <param name="file">The file that it stands in, for messages; null for none.</param>
    /// <param name="hasDisk">Whether alerts may wait on disk, where the configuration wants that; otherwise they wait in memory.</param>
    /// <param name="variable">Gives the value of an environment variable; these win over the configuration.</param>
    /// <param name="log">Takes what the operator should know.</param>
    /// <exception cref="ForwarderConfigException">The configuration cannot be worked with.</exception>
    public ForwarderOutput(YamlMappingNode keys, string? file, bool hasDisk, Func<string, string?> variable, Action<string> log)
    {
        this.log = log;
        var settings = SettingsReader.Read(DestinationCatalog.Keys, keys, file, variable, log);
        LogCatalog.RefuseWithinSensor(settings);
        foreach (var key in GeneralKeys.All.Where(k => GeneralKeys.IsAboutListening(k) && settings.Root.IsSet(k.Path)))
            log(settings.Root.Error(key.Path, "has no effect within a sensor, whose alerts are taken without a network").Message);
        if (!hasDisk)
            settings.Set("spool.directory", SettingValue.Of(settings.Key("spool.directory"), "none", null));
        pipeline = new ForwarderPipeline(settings, variable, log);
    }

    /// <inheritdoc/>
    public string Name => "forward";

    /// <inheritdoc/>
    public bool TakesObjects => true;

    /// <inheritdoc/>
    public IEnumerable<Metric> Metrics => pipeline.Metrics;

    /// <inheritdoc/>
    public void Start()
    {
        try
        {
            Open();
        }
        catch (ForwarderConfigException e)
        {
            log(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        try
        {
            Open();
        }
        catch (ForwarderConfigException e)
        {
            throw new DeliveryException(e.Message, inner: e);
        }

        if (pipeline.Accept(AlertParser.Parse(alert.Line.Span, mayLackFields: true) ?? Plain(alert), pipeline.Counts.Requests))
            return;
        pipeline.Counts.Requests.AddRejected();
        throw new DeliveryException("no destination has room for more");
    }

    /// <inheritdoc/>
    public void Reopen()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => pipeline.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Open()
    {
        if (isOpen)
            return;
        pipeline.Open();
        isOpen = true;
    }

    /// <summary>An alert that was found before anybody asked for it as an object.</summary>
    private static ForwardedAlert Plain(Alert alert) => new()
    {
        Id = AlertParser.IdOf(alert.Line.Span),
        Output = Encoding.UTF8.GetString(alert.Line.Span),
        Priority = Priorities.TryParse(alert.Priority, out var priority) ? priority : Priority.Notice,
        Rule = alert.Rule,
        Time = new AlertInstant(alert.Time),
        Source = alert.Source,
        Hostname = Environment.MachineName,
        Fields = new(StringComparer.Ordinal),
    };
}
