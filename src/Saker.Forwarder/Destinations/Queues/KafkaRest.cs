using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
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
        var records = alerts.Select(a => new JsonObject
        {
            // Alerts of one machine and source stay in order, as they have one key and so one partition.
            ["key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{a.Hostname}/{a.Source}")),
            ["value"] = Convert.ToBase64String(encoding.Bytes(a)),
        });
        byte[] body = Encoding.UTF8.GetBytes(new JsonObject { ["records"] = new JsonArray([.. records]) }.ToJsonString(JsonText.Options));
        yield return Request(HttpMethod.Post, address, body, $"application/vnd.kafka.binary.v{version}+json");
    }

    /// <summary>Each record has a result of its own in the answer: no error, one that stays (1), or one that passes (2).</summary>
    protected override void Judge(string endpoint, string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            int[] errors = [.. json.RootElement.GetProperty("offsets").EnumerateArray()
                .Where(o => o.TryGetProperty("error_code", out var code) && code.ValueKind == JsonValueKind.Number).Select(o => o.GetProperty("error_code").GetInt32())];
            if (errors.Length > 0)
                throw new DeliveryException($"{endpoint} does not take {errors.Length} alerts, with error {errors[0]}", isFinal: errors.All(e => e == 1));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DeliveryException($"{endpoint}: the answer is none", inner: e);
        }
    }
}
