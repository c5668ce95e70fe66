using System.Text;
using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>SNS: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. The message with the alert's parts as attributes, or the alert as JSON.</summary>
internal sealed class Sns(DestinationContext context, AwsAccount account) : AwsDestination(context, account, "sns", account.Endpoint("sns"))
{
    private readonly string topic = context.Settings.Text("topicarn");
    private readonly bool isJson = context.Settings.Flag("rawjson");
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("aws.sns", "AWS SNS", ["topicarn"],
    [
        ConfigKey.Text("topicarn", "ARN of the topic."),
        ConfigKey.Flag("rawjson", "Whether messages are the alert in JSON."),
        DestinationDefinition.EncodingKey,
    ], context => new Sns(context, AwsAccount.Aws(context.Root)));

    public override Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        string form = string.Join('&', Parameters(alerts[0]).Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
        return SendAsync(HttpMethod.Post, Address, Encoding.UTF8.GetBytes(form), "application/x-www-form-urlencoded; charset=utf-8", stop);
    }

    private IEnumerable<(string Name, string Value)> Parameters(ForwardedAlert alert)
    {
        yield return ("Action", "Publish");
        yield return ("Version", "2010-03-31");
        yield return ("TopicArn", topic);
        yield return ("Message", isJson ? encoding.Text(alert) : alert.Output);
        if (topic.EndsWith(".fifo", StringComparison.Ordinal))
        {
            yield return ("MessageGroupId", $"{alert.Hostname}/{alert.Source}");
            yield return ("MessageDeduplicationId", alert.Id);
        }

        int number = 0;
        foreach (var (name, type, value) in isJson ? [] : Attributes(alert))
        {
            string entry = $"MessageAttributes.entry.{++number}";
            yield return ($"{entry}.Name", name);
            yield return ($"{entry}.Value.DataType", type);
            yield return ($"{entry}.Value.StringValue", value);
        }
    }

    private static IEnumerable<(string Name, string Type, string Value)> Attributes(ForwardedAlert alert)
    {
        yield return ("priority", "String", alert.PriorityName);
        yield return ("rule", "String", alert.Rule);
        yield return ("source", "String", alert.Source);
        if (alert.Tags.Count > 0)
            yield return ("tags", "String", string.Join(',', alert.Tags));
        if (alert.Hostname.Length > 0)
            yield return ("hostname", "String", alert.Hostname);
        foreach (var (name, value) in alert.Fields)
        {
            // An attribute may not be empty.
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number && ForwardedAlert.Text(value) is { Length: > 0 } text)
                yield return (name.Replace("]", "", StringComparison.Ordinal).Replace('[', '.'), value.ValueKind == JsonValueKind.Number ? "Number" : "String", text);
        }
    }
}
