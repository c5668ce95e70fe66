using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>
/// SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html. In a queue that keeps order, machine and
/// source are the group, and the alert's id tells what came already.
/// </summary>
internal sealed class Sqs(DestinationContext context, Uri queue) : AwsDestination(context, AwsAccount.Aws(context.Root), "sqs", new Uri(queue, "/"))
{
    private readonly bool keepsOrder = queue.AbsolutePath.EndsWith(".fifo", StringComparison.Ordinal);

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("aws.sqs", "AWS SQS", ["url"],
        [ConfigKey.Text("url", "Address of the queue."), DestinationDefinition.EncodingKey], context => new Sqs(context, context.Address("url")));

    public override int MaxBatch => 10;

    public override async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var answer = await CallAsync("1.0", "AmazonSQS.SendMessageBatch", new JsonObject
        {
            ["QueueUrl"] = queue.ToString(),
            ["Entries"] = new JsonArray([.. alerts.Select(Entry)]),
        }, stop).ConfigureAwait(false);
        if (answer.TryGetProperty("Failed", out var failed) && failed.ValueKind == JsonValueKind.Array && failed.GetArrayLength() > 0)
        {
            throw new DeliveryException($"{HttpTransport.Describe(queue)} does not take {failed.GetArrayLength()} of {alerts.Count} alerts",
                failed.EnumerateArray().All(f => f.TryGetProperty("SenderFault", out var fault) && fault.ValueKind == JsonValueKind.True));
        }
    }

    private JsonObject Entry(ForwardedAlert alert, int index)
    {
        var entry = new JsonObject { ["Id"] = $"{index}", ["MessageBody"] = encoding.Text(alert) };
        if (keepsOrder)
        {
            entry["MessageGroupId"] = Group(alert);
            entry["MessageDeduplicationId"] = alert.Id;
        }

        return entry;
    }

    /// <summary>At most 128 letters, digits and punctuation.</summary>
    private static string Group(ForwardedAlert alert) =>
        string.Concat($"{alert.Hostname}/{alert.Source}".Select(c => c is > ' ' and < (char)127 ? c : '_').Take(128));
}
