using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Functions;

/// <summary>Functions that are called by the name of a service in the same cluster: Kubeless, OpenFaaS, Fission.</summary>
internal sealed class ClusterFunction(DestinationContext context, string address, params (string Name, string Value)[] headers) : HttpDestination(context)
{
    private readonly Uri address = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri
        : throw new ForwarderConfigException($"{address}: the names of service and namespace make no address");

    private static readonly ConfigKey[] withoutTls =
    [
        ConfigKey.Flag("checkcert", "Has no effect: functions are called inside the cluster, without TLS.", true).Ignored(),
        ConfigKey.Flag("mutualtls", "Has no effect: functions are called inside the cluster, without TLS.").Ignored(),
    ];

    private readonly AlertEncoding encoding = context.Encoding;

    /// <summary>https://kubeless.io/docs/pubsub-functions/</summary>
    public static DestinationDefinition Kubeless { get; } = new("kubeless", "Kubeless", ["function", "namespace"],
    [
        ConfigKey.Text("function", "Name of the function."),
        ConfigKey.Text("namespace", "Its namespace."),
        ConfigKey.Number("port", "Port of its service.", 8080),
        ConfigKey.Text("kubeconfig", "Has no effect: functions are called from inside the cluster.").Ignored(),
        .. withoutTls,
        DestinationDefinition.EncodingKey,
    ], c => new ClusterFunction(c, $"http://{c.Settings.Text("function")}.{c.Settings.Text("namespace")}.svc.cluster.local:{c.Port("port")}",
        ("event-type", "falco"), ("event-namespace", c.Settings.Text("namespace"))));

    /// <summary>https://docs.openfaas.com/architecture/gateway/</summary>
    public static DestinationDefinition OpenFaas { get; } = new("openfaas", "OpenFaaS", ["functionname"],
    [
        ConfigKey.Text("functionname", "Name of the function."),
        ConfigKey.Text("functionnamespace", "Its namespace.", "openfaas-fn"),
        ConfigKey.Text("gatewayservice", "Service of the gateway.", "gateway"),
        ConfigKey.Number("gatewayport", "Its port.", 8080),
        ConfigKey.Text("gatewaynamespace", "Its namespace.", "openfaas"),
        ConfigKey.Text("kubeconfig", "Has no effect: functions are called from inside the cluster.").Ignored(),
        .. withoutTls,
        DestinationDefinition.EncodingKey,
    ], c => new ClusterFunction(c, $"http://{c.Settings.Text("gatewayservice")}.{c.Settings.Text("gatewaynamespace")}:{c.Port("gatewayport")}" +
        $"/function/{c.Settings.Text("functionname")}.{c.Settings.Text("functionnamespace")}"));

    /// <summary>https://fission.io/docs/usage/triggers/http-trigger/</summary>
    public static DestinationDefinition Fission { get; } = new("fission", "Fission", ["function"],
    [
        ConfigKey.Text("function", "Name of the function."),
        ConfigKey.Text("functionnamespace", "Its namespace.", "fission-function"),
        ConfigKey.Text("routernamespace", "Namespace of the router.", "fission"),
        ConfigKey.Text("routerservice", "Service of the router.", "router"),
        ConfigKey.Number("routerport", "Its port.", 80),
        ConfigKey.Text("kubeconfig", "Has no effect: functions are called from inside the cluster.").Ignored(),
        .. withoutTls,
        DestinationDefinition.EncodingKey,
    ], c => new ClusterFunction(c, $"http://{c.Settings.Text("routerservice")}.{c.Settings.Text("routernamespace")}.svc.cluster.local:" +
        $"{c.Port("routerport")}/fission-function/{c.Settings.Text("function")}"));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, alert, encoding);
            request.Headers.TryAddWithoutValidation("event-id", alert.Id);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            yield return request;
        }
    }
}
