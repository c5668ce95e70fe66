using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Datadog's logs: https://docs.datadoghq.com/api/latest/logs/#send-logs</summary>
internal sealed class DatadogLogs(DestinationContext context) : HttpDestination(context)
{
    // Bytes of an alert within a body.
    private const int UsualSize = 2048;

    private readonly Uri address = context.Address("host", "api/v2/logs");
    private readonly string key = context.Settings.Text("apikey");
    private readonly string service = context.Settings.Text("service");

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("datadoglogs", "Datadog logs", ["apikey"],
    [
        ConfigKey.Secret("apikey", "API key."),
        ConfigKey.Text("host", "Address of the intake of your site.", "https://http-intake.logs.datadoghq.com/"),
        ConfigKey.Text("service", "Name of the service."),
        DestinationDefinition.EncodingKey,
    ], context => new DatadogLogs(context));

    public override int MaxBatch => 200;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = Post(address, alerts.Count * UsualSize, json => Write(json, alerts));
        request.Headers.TryAddWithoutValidation("DD-API-KEY", key);
        yield return request;
    }

    private void Write(Utf8JsonWriter json, IReadOnlyList<ForwardedAlert> alerts)
    {
        json.WriteStartArray();
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteString("ddsource", "falco");
            json.WriteString("message", encoding.Bytes(alert));
            json.WriteString("ddtags", string.Join(',', alert.Tags));
            if (alert.Hostname.Length > 0)
                json.WriteString("hostname", alert.Hostname);
            if (service.Length > 0)
                json.WriteString("service", service);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
