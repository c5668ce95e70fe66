using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Splunk's HTTP Event Collector: https://help.splunk.com/en/splunk-enterprise/get-data-in/get-data-with-http-event-collector</summary>
internal sealed class Splunk(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("host");
    private readonly string token = context.Settings.Text("token");

    private readonly AlertEncoding encoding = context.JsonEncoding;

    public static DestinationDefinition Definition { get; } = new("splunk", "Splunk", ["host"],
    [
        ConfigKey.Text("host", "Whole address of the collector, such as https://splunk:8088/services/collector/event."),
        ConfigKey.Secret("token", "Token of the collector."),
        DestinationDefinition.EncodingKey,
    ], context => new Splunk(context));

    public override int MaxBatch => 200;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var body = new StringBuilder();
        foreach (var alert in alerts)
        {
            body.Append("{\"time\":").Append(alert.Time.Milliseconds / 1000).Append('.').Append($"{alert.Time.Milliseconds % 1000:D3}")
                .Append(",\"sourcetype\":\"falcosidekick\",\"event\":").Append(encoding.Text(alert)).Append('}');
        }

        var request = Request(HttpMethod.Post, address, Encoding.UTF8.GetBytes(body.ToString()));
        if (token.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Splunk {token}");
        yield return request;
    }
}
