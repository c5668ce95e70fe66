using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>
/// Kinesis Data Streams, and Yandex's, which speak the same: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html. Machine and
/// source are the partition key.
/// </summary>
internal sealed class Kinesis(DestinationContext context, AwsAccount account, Uri address) : AwsDestination(context, account, "kinesis", address)
{
    private readonly string stream = context.Settings.Text("streamname");

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Aws { get; } = new("aws.kinesis", "AWS Kinesis", ["streamname"],
        [ConfigKey.Text("streamname", "Name of the stream."), DestinationDefinition.EncodingKey],
        context => new Kinesis(context, AwsAccount.Aws(context.Root), AwsAccount.Aws(context.Root).Endpoint("kinesis")));

    public static DestinationDefinition Yandex { get; } = new("yandex.datastreams", "Yandex Data Streams", ["streamname"],
    [
        ConfigKey.Text("streamname", "Path of the stream."),
        ConfigKey.Text("endpoint", "Address of the service.", "https://yds.serverless.yandexcloud.net"),
        DestinationDefinition.EncodingKey,
    ], context => new Kinesis(context, AwsAccount.Yandex(context.Root), context.Address("endpoint")));

    public override int MaxBatch => 200;

    public override async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var answer = await CallAsync("1.1", "Kinesis_20131202.PutRecords", new JsonObject
        {
            ["StreamName"] = stream,
            ["Records"] = new JsonArray([.. alerts.Select(a => new JsonObject
            {
                ["Data"] = Convert.ToBase64String(encoding.Bytes(a)),
                ["PartitionKey"] = $"{a.Hostname}/{a.Source}" is { Length: <= 256 } key ? key : a.Source,
            })]),
        }, stop).ConfigureAwait(false);
        if (answer.TryGetProperty("FailedRecordCount", out var failed) && failed.ValueKind == JsonValueKind.Number && failed.GetInt32() > 0)
            throw new DeliveryException($"{HttpTransport.Describe(Address)} does not take {failed.GetInt32()} of {alerts.Count} alerts");
    }
}
