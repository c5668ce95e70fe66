using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Saker.Forwarder.Tests;

/// <summary>A message that the hub got.</summary>
internal sealed record HubMessage(string Body, string Id, string ContentType, string PartitionKey);

/// <summary>
/// An event hub: it takes messages from whom it has seen a token of that it likes, as
/// https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-amqp-protocol-guide says.
/// </summary>
internal sealed class FakeHub : IRequestProcessor, IMessageProcessor, IDisposable
{
    private readonly ContainerHost host;
    private readonly ConcurrentDictionary<Connection, bool> known = [];

    /// <summary>Opens one named <c>alerts</c>.</summary>
    public FakeHub(int port, X509Certificate2? certificate = null)
    {
        var address = new Address("127.0.0.1", port, null, null, "/", certificate is null ? "amqp" : "amqps");
        host = new ContainerHost([address], certificate);
        host.Listeners[0].SASL.EnableAnonymousMechanism = true;
        host.RegisterRequestProcessor("$cbs", this);
        host.RegisterMessageProcessor("alerts", this);
        host.Open();
    }

    /// <summary>Tokens that were shown: what kind, what for, and the token.</summary>
    public ConcurrentQueue<(string Type, string Resource, string Token)> Tokens { get; } = [];

    public ConcurrentQueue<HubMessage> Messages { get; } = [];

    /// <summary>Whether a token is taken.</summary>
    public Func<(string Type, string Resource, string Token), bool> Likes { get; set; } = _ => true;

    /// <summary>What is wrong with a message; null for nothing.</summary>
    public Func<HubMessage, Error?> Refusal { get; set; } = _ => null;

    int IRequestProcessor.Credit => 10;

    int IMessageProcessor.Credit => 300;

    public void Process(RequestContext requestContext)
    {
        var request = requestContext.Message;
        var shown = ((string)request.ApplicationProperties["type"], (string)request.ApplicationProperties["name"], (string)request.Body);
        Tokens.Enqueue(shown);
        bool isGood = (string)request.ApplicationProperties["operation"] == "put-token" && Likes(shown);
        if (isGood)
            known[requestContext.Link.Session.Connection] = true;
        requestContext.Complete(new Message
        {
            ApplicationProperties = new ApplicationProperties { ["status-code"] = isGood ? 202 : 401, ["status-description"] = isGood ? "Accepted" : "InvalidToken" },
        });
    }

    public void Process(MessageContext messageContext)
    {
        var message = messageContext.Message;
        if (!known.ContainsKey(messageContext.Link.Session.Connection))
        {
            messageContext.Complete(new Error(ErrorCode.UnauthorizedAccess) { Description = "no token" });
            return;
        }

        var seen = new HubMessage(Encoding.UTF8.GetString(((Data)message.BodySection).Binary), message.Properties.MessageId, message.Properties.ContentType,
            (string)message.MessageAnnotations[new Symbol("x-opt-partition-key")]);
        if (Refusal(seen) is { } error)
        {
            messageContext.Complete(error);
            return;
        }

        Messages.Enqueue(seen);
        messageContext.Complete();
    }

    public void Dispose() => host.Close();
}
