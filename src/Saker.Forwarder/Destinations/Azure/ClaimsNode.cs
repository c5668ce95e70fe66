using System.Globalization;
using Amqp;
using Amqp.Framing;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// The node that tokens are shown to: https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-amqp-protocol-guide#claims-based-authorization
/// </summary>
internal static class ClaimsNode
{
    private const string Node = "$cbs";
    private const string Reply = "saker-cbs";

    /// <summary>Shows a token for a resource; what is done with the resource on the connection is done by its bearer.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="type">What kind of token it is.</param>
    /// <param name="token">The token.</param>
    /// <param name="patience">How long the answer may take.</param>
    /// <exception cref="DeliveryException">The token is not taken.</exception>
    public static async Task PutAsync(Connection connection, string resource, string type, string token, TimeSpan patience)
    {
        var session = new Session(connection);
        try
        {
            var sender = new SenderLink(session, "saker-cbs-sender", Node);
            var receiver = new ReceiverLink(session, "saker-cbs-receiver", new Attach { Source = new Source { Address = Node }, Target = new Target { Address = Reply } }, null);
            await sender.SendAsync(
                new Message(token)
                {
                    Properties = new Properties { MessageId = "1", ReplyTo = Reply },
                    ApplicationProperties = new ApplicationProperties { ["operation"] = "put-token", ["type"] = type, ["name"] = resource },
                },
                patience).ConfigureAwait(false);
            var answer = await receiver.ReceiveAsync(patience).ConfigureAwait(false) ?? throw new DeliveryException($"no answer to a token within {patience.TotalSeconds} s");
            receiver.Accept(answer);
            int status = Convert.ToInt32(answer.ApplicationProperties?["status-code"], CultureInfo.InvariantCulture);
            if (status is not (200 or 202))
                throw new DeliveryException($"the token is not taken: {status} {answer.ApplicationProperties?["status-description"]}") { IsLasting = status is >= 400 and < 500 and not 408 and not 429 };
        }
        finally
        {
            await session.CloseAsync(TimeSpan.FromSeconds(5), null).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
