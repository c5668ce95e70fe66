using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html</summary>
internal sealed class Lambda(DestinationContext context, AwsAccount account) : AwsDestination(context, account, "lambda", account.Endpoint("lambda"))
{
    private readonly Section settings = context.Settings;
    // A function is called with JSON and nothing else.
    private readonly AlertEncoding encoding = context.JsonEncoding;

    public static DestinationDefinition Definition { get; } = new("aws.lambda", "AWS Lambda", ["functionname"],
    [
        ConfigKey.Text("functionname", "Name or ARN of the function."),
        ConfigKey.Text("invocationtype", "RequestResponse, Event or DryRun.", "RequestResponse"),
        ConfigKey.Text("logtype", "Tail or None.", "Tail"),
        DestinationDefinition.EncodingKey,
    ], context => new Lambda(context, AwsAccount.Aws(context.Root)));

    public override async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var target = new Uri(Address, $"/2015-03-31/functions/{Uri.EscapeDataString(settings.Text("functionname"))}/invocations");
        var (_, headers) = await SendAsync(HttpMethod.Post, target, encoding.Bytes(alerts[0]), "application/json", stop,
            ("X-Amz-Invocation-Type", settings.Text("invocationtype")), ("X-Amz-Log-Type", settings.Text("logtype"))).ConfigureAwait(false);
        // The service has called the function, and the function has failed: it may succeed another time.
        if (headers.TryGetValues("X-Amz-Function-Error", out var errors))
            throw new DeliveryException($"{HttpTransport.Describe(Address)}: the function fails: {errors.First()}") { IsLasting = true };
    }
}
