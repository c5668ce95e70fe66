using Confluent.Kafka;
using Saker.Alerts;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations.Azure;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// Tokens by which Event Hubs know clients of Kafka: those of the identity that one has in Azure, for the namespace
/// (https://learn.microsoft.com/en-us/azure/event-hubs/authenticate-application). Clients ask for another before one expires.
/// </summary>
internal sealed class KafkaTokens
{
    private static readonly Dictionary<string, string> noHeaders = [];

    private readonly AzureIdentity identity;
    private readonly string resource;
    private readonly TlsTrust trust;
    private readonly TimeSpan patience;

    private KafkaTokens(DestinationContext context)
    {
        identity = new AzureIdentity(context.Root);
        resource = $"https://{KafkaClient.Hosts(context.Settings).First()}";
        trust = context.Trust();
        patience = context.Patience;
    }

    /// <summary>Those that a configuration asks for; null when it names another authentication, or none.</summary>
    public static KafkaTokens? Of(DestinationContext context) =>
        KafkaClient.Mechanism(context) == SaslMechanism.OAuthBearer ? new KafkaTokens(context) : null;

    /// <summary>Gives a client that asks for a token one, or tells it why there is none.</summary>
    public void Give(IClient client)
    {
        try
        {
            using var tokens = identity.For(resource);
            using var transport = new HttpTransport(trust, noHeaders, patience);
            var token = tokens.TokenAsync(transport, CancellationToken.None).GetAwaiter().GetResult();
            var until = DateTimeOffset.UtcNow + (token.Until - SteadyClock.Instance.GetUtcNow());
            client.OAuthBearerSetToken(token.Text, until.ToUnixTimeMilliseconds(), "saker");
        }
        catch (Exception e) when (e is DeliveryException or ForwarderConfigException or KafkaException or IOException or UnauthorizedAccessException)
        {
            client.OAuthBearerSetTokenFailure(e.Message);
        }
    }
}
