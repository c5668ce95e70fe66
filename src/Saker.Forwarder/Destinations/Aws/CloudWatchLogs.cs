using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html. A stream that is missing is made.</summary>
internal sealed class CloudWatchLogs(DestinationContext context, AwsAccount account) : AwsDestination(context, account, "logs", account.Endpoint("logs"))
{
    private readonly string group = context.Settings.Text("loggroup");
    private readonly string stream = context.Settings.Text("logstream");

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("aws.cloudwatchlogs", "AWS CloudWatch Logs", ["loggroup"],
    [
        ConfigKey.Text("loggroup", "Log group, which has to exist."),
        ConfigKey.Text("logstream", "Log stream.", "falcosidekick-logstream"),
        DestinationDefinition.EncodingKey,
    ], context => new CloudWatchLogs(context, AwsAccount.Aws(context.Root)));

    public override int MaxBatch => 200;

    public override async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        try
        {
            await PutAsync(alerts, stop).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.Code == "ResourceNotFoundException")
        {
            await CreateStreamAsync(stop).ConfigureAwait(false);
            await PutAsync(alerts, stop).ConfigureAwait(false);
        }
    }

    private Task<JsonElement> PutAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop) => CallAsync("1.1", "Logs_20140328.PutLogEvents", new JsonObject
    {
        ["logGroupName"] = group,
        ["logStreamName"] = stream,
        // The service wants them in the order of their times.
        ["logEvents"] = new JsonArray([.. alerts.OrderBy(a => a.Time.Milliseconds)
            .Select(a => new JsonObject { ["timestamp"] = a.Time.Milliseconds, ["message"] = encoding.Text(a) })]),
    }, stop);

    private async Task CreateStreamAsync(CancellationToken stop)
    {
        try
        {
            await CallAsync("1.1", "Logs_20140328.CreateLogStream", new JsonObject { ["logGroupName"] = group, ["logStreamName"] = stream }, stop).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.Code == "ResourceAlreadyExistsException")
        {
            // Another forwarder was faster.
        }
    }
}
