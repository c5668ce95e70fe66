using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Grafana Loki: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs</summary>
internal sealed class Loki(DestinationContext context) : HttpDestination(context)
{
    // Bytes of an alert within a body.
    private const int UsualSize = 2048;

    private readonly Uri address = context.Address("hostport", context.Settings.Text("endpoint"));
    private readonly Section settings = context.Settings;
    private readonly bool isJson = context.Settings.Text("format") == "json";

    private readonly HashSet<string> labels =
    [
        "k8s.ns.name", "k8s.pod.name",
        .. context.Root.Map("customfields").Keys,
        .. context.Root.Map("templatedfields").Keys,
        .. context.Settings.Text("extralabels").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    ];

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("loki", "Grafana Loki", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("endpoint", "Path of the API.", "/loki/api/v1/push"),
        ConfigKey.Text("user", "User for basic authentication."),
        ConfigKey.Secret("apikey", "Key for basic authentication."),
        ConfigKey.Text("tenant", "Tenant."),
        ConfigKey.Text("format", "What lines hold: text for the message, json for the alert.", "text"),
        ConfigKey.Text("extralabels", "Fields that become labels, too, separated by commas."),
        DestinationDefinition.EncodingKey,
    ], context => new Loki(context));

    public override int MaxBatch => 500;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = Post(address, alerts.Count * UsualSize, json => Write(json, alerts));
        if (settings.Has("tenant"))
            request.Headers.TryAddWithoutValidation("X-Scope-OrgID", settings.Text("tenant"));
        if (settings.Has("user") && settings.Has("apikey"))
            request.Headers.Authorization = Basic(settings.Text("user"), settings.Text("apikey"));
        yield return request;
    }

    private void Write(Utf8JsonWriter json, IReadOnlyList<ForwardedAlert> alerts)
    {
        json.WriteStartObject();
        json.WriteStartArray("streams");
        foreach (var stream in alerts.GroupBy(a => Labels(a).ToJsonString(), StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WritePropertyName("stream");
            json.WriteRawValue(stream.Key, skipInputValidation: true);
            json.WriteStartArray("values");
            foreach (var alert in stream)
                Write(json, alert);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, ForwardedAlert alert)
    {
        json.WriteStartArray();
        json.WriteStringValue(alert.Time.Nanoseconds.ToString(CultureInfo.InvariantCulture));
        if (isJson)
            json.WriteStringValue(encoding.Bytes(alert));
        else
            json.WriteStringValue(alert.Output);
        json.WriteEndArray();
    }

    private JsonObject Labels(ForwardedAlert alert)
    {
        var stream = new JsonObject { ["rule"] = alert.Rule, ["source"] = alert.Source, ["priority"] = alert.PriorityName };
        foreach (var (name, value) in alert.Fields)
        {
            if (labels.Contains(name) && ForwardedAlert.Text(value) is { } text)
                stream[Label(name)] = text.Replace("\"", "", StringComparison.Ordinal);
        }

        if (alert.Hostname.Length > 0)
            stream["hostname"] = alert.Hostname;
        if (alert.Tags.Count > 0)
            stream["tags"] = string.Join(',', alert.Tags);
        return stream;
    }

    /// <summary>A name for a label: letters, digits and underlines, and no digit first.</summary>
    private static string Label(string name)
    {
        string label = string.Concat(name.Where(c => c is not ('[' or ']')).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return label.Length == 0 || char.IsAsciiDigit(label[0]) ? $"_{label}" : label;
    }
}
