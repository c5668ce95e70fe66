using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Prometheus Alertmanager, every one that is named: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml</summary>
internal sealed partial class Alertmanager(DestinationContext context) : HttpDestination(context)
{
    private readonly Section settings = context.Settings;
    private readonly DropThresholds thresholds = DropThresholds.Of(context.Settings);

    private readonly Uri[] addresses = [.. context.Settings.List("hostport").Select(h =>
        Uri.TryCreate(h.TrimEnd('/') + context.Settings.Text("endpoint"), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
            : throw context.Settings.Error("hostport", "addresses that begin with http:// or https:// are expected"))];

    public static DestinationDefinition Definition { get; } = new("alertmanager", "Prometheus Alertmanager", ["hostport"],
    [
        ConfigKey.List("hostport", "Addresses of all that get the alerts."),
        ConfigKey.Text("endpoint", "Path of the API.", "/api/v2/alerts"),
        ConfigKey.Number("expiresafter", "Seconds after which an alert is over; 0 leaves that to Alertmanager."),
        ConfigKey.Map("extralabels", "Labels that are added."),
        ConfigKey.Map("extraannotations", "Annotations that are added."),
        ConfigKey.Map("customseveritymap", "Severities by priority, where they are to differ from the usual ones."),
        ConfigKey.Text("dropeventdefaultpriority", "Least priority of alerts about lost events.", "critical"),
        ConfigKey.Text("dropeventthresholds", "Numbers of lost events and the least priority of alerts about more.",
            "10000:critical, 1000:critical, 100:critical, 10:warning, 1:warning"),
    ], context => new Alertmanager(context));

    public override int MaxBatch => 100;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) =>
        addresses.Select(a => Post(a, new JsonArray([.. alerts.Select(Entry)])));

    private JsonObject Entry(ForwardedAlert alert)
    {
        var labels = new JsonObject();
        var priority = alert.Priority;
        foreach (var (name, value) in alert.Fields)
        {
            // Numbers of events would make each alert another one for Alertmanager.
            if (name.StartsWith("n_evts", StringComparison.Ordinal))
                continue;
            if (name.StartsWith("n_drop", StringComparison.Ordinal))
                (labels[name], priority) = thresholds.Judge(ForwardedAlert.Text(value), priority);
            else if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                labels[SafeLabel(name)] = ForwardedAlert.Text(value);
        }

        labels["source"] = "falco";
        labels["rule"] = alert.Rule;
        labels["alertname"] = alert.Rule;
        labels["eventsource"] = alert.Source;
        if (alert.Hostname.Length > 0)
            labels["hostname"] = alert.Hostname;
        if (alert.Tags.Count > 0)
            labels["tags"] = string.Join(',', alert.Tags);
        labels["priority"] = priority.ToString();
        labels["severity"] = settings.Map("customseveritymap").GetValueOrDefault(priority.ToString()) ?? Severity.Of(priority);
        foreach (var (name, value) in settings.Map("extralabels"))
            labels[name] = value;
        var annotations = new JsonObject { ["info"] = alert.Output, ["description"] = alert.Output, ["summary"] = alert.Rule };
        foreach (var (name, value) in settings.Map("extraannotations"))
            annotations[name] = value;
        var entry = new JsonObject { ["labels"] = labels, ["annotations"] = annotations };
        if (settings.Number("expiresafter") is not 0 and var seconds)
            entry["endsAt"] = new AlertInstant(alert.Time.Nanoseconds + ((ulong)seconds * 1_000_000_000)).ToString();
        return entry;
    }

    private static string SafeLabel(string name) =>
        Unsafe().Replace(name, "_").Replace("__", "_", StringComparison.Ordinal).Trim('_') is not { Length: > 0 } label ? "field"
        : char.IsAsciiDigit(label[0]) ? $"_{label}" : label;

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex Unsafe();
}
