using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>Sumo Logic, one alert a line: https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/</summary>
internal sealed class SumoLogic(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("receiverurl");
    private readonly Section settings = context.Settings;

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("sumologic", "Sumo Logic", ["receiverurl"],
    [
        ConfigKey.Secret("receiverurl", "Address of the HTTP source."),
        ConfigKey.Text("sourcecategory", "Category of the source."),
        ConfigKey.Text("sourcehost", "Host of the source."),
        ConfigKey.Text("name", "Name of the source."),
        DestinationDefinition.EncodingKey,
    ], context => new SumoLogic(context));

    public override int MaxBatch => 200;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var request = Request(HttpMethod.Post, address, Encoding.UTF8.GetBytes(string.Join('\n', alerts.Select(encoding.Text))));
        foreach (var (key, header) in new[] { ("sourcecategory", "X-Sumo-Category"), ("sourcehost", "X-Sumo-Host"), ("name", "X-Sumo-Name") })
        {
            if (settings.Has(key))
                request.Headers.TryAddWithoutValidation(header, settings.Text(key));
        }

        yield return request;
    }
}
