using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Web;

/// <summary>Programs that take alerts as they are at one address: Falco Talon, Node-RED, n8n, Tekton, Google Cloud Run.</summary>
internal sealed class PlainEndpoint(DestinationContext context, Uri address) : HttpDestination(context)
{
    private readonly Section settings = context.Settings;
    private readonly AlertEncoding encoding = context.Encoding;

    private static readonly ConfigKey[] login =
        [ConfigKey.Text("user", "User for basic authentication."), ConfigKey.Secret("password", "Password for basic authentication.")];

    /// <summary>https://docs.falco-talon.org/docs/</summary>
    public static DestinationDefinition Talon { get; } = new("talon", "Falco Talon", ["address"],
        [ConfigKey.Text("address", "Address of Talon.")], c => new PlainEndpoint(c, c.Address("address")));

    /// <summary>https://nodered.org/docs/user-guide/nodes#http-in</summary>
    public static DestinationDefinition NodeRed { get; } = new("nodered", "Node-RED", ["address"],
        [ConfigKey.Secret("address", "Address of the node."), .. login, DestinationDefinition.EncodingKey], c => new PlainEndpoint(c, c.Address("address")));

    /// <summary>https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/</summary>
    public static DestinationDefinition N8n { get; } = new("n8n", "n8n", ["address"],
    [
        ConfigKey.Secret("address", "Address of the webhook."), .. login,
        ConfigKey.Text("headerauthname", "Name of the header for header authentication."),
        ConfigKey.Secret("headerauthvalue", "Its value."),
        DestinationDefinition.EncodingKey,
    ], c => new PlainEndpoint(c, c.Address("address")));

    /// <summary>https://tekton.dev/docs/triggers/eventlisteners/</summary>
    public static DestinationDefinition Tekton { get; } = new("tekton", "Tekton event listener", ["eventlistener"],
        [ConfigKey.Text("eventlistener", "Address of the listener."), DestinationDefinition.EncodingKey], c => new PlainEndpoint(c, c.Address("eventlistener")));

    /// <summary>https://cloud.google.com/run/docs/authenticating/service-to-service</summary>
    public static DestinationDefinition CloudRun { get; } = new("gcp.cloudrun", "Google Cloud Run", ["endpoint"],
    [
        ConfigKey.Text("endpoint", "Address of the service."),
        ConfigKey.Secret("jwt", "Token to call it with."),
        DestinationDefinition.EncodingKey,
    ], c => new PlainEndpoint(c, c.Address("endpoint")));

    /// <summary>https://learn.microsoft.com/en-us/azure/azure-functions/functions-bindings-http-webhook-trigger</summary>
    public static DestinationDefinition AzureFunction { get; } = new("azure.functions", "Azure Functions", ["address"],
    [
        ConfigKey.Text("address", "Address of the function."),
        ConfigKey.Secret("key", "Key of the function."),
        DestinationDefinition.EncodingKey,
    ], c => new PlainEndpoint(c, c.Address("address")));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, alert, encoding);
            if (IsSet("user"))
                request.Headers.Authorization = Basic(settings.Text("user"), settings.Text("password"));
            if (IsSet("headerauthname"))
                request.Headers.TryAddWithoutValidation(settings.Text("headerauthname"), settings.Text("headerauthvalue"));
            if (IsSet("jwt"))
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {settings.Text("jwt")}");
            if (IsSet("key"))
                request.Headers.TryAddWithoutValidation("x-functions-key", settings.Text("key"));
            yield return request;
        }
    }

    private bool IsSet(string key) => settings.Knows(key) && settings.Has(key);
}
