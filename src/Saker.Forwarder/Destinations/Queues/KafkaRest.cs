using System.Text;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>Kafka's REST proxy: https://docs.confluent.io/platform/current/kafka-rest/api.html#post--topics-(string-topic_name)</summary>
internal sealed class KafkaRest(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("address");
    private readonly int version = context.Settings.Number("version") == 1 ? 1 : 2;

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("kafkarest", "Kafka by its REST proxy", ["address"],
    [
        ConfigKey.Text("address", "Whole address of the topic."),
        ConfigKey.Number("version", "Version of the API, 1 or 2.", 2),
        DestinationDefinition.EncodingKey,
    ], context => new KafkaRest(context));

    public override int MaxBatch => 100;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        var records = alerts.Select(a => new JsonObject { ["value"] = Convert.ToBase64String(encoding.Bytes(a)) });
        byte[] body = Encoding.UTF8.GetBytes(new JsonObject { ["records"] = new JsonArray([.. records]) }.ToJsonString(JsonText.Options));
        yield return Request(HttpMethod.Post, address, body, $"application/vnd.kafka.binary.v{version}+json");
    }
}
