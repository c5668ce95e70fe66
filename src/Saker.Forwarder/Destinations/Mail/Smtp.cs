using System.Net;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Mail;

/// <summary>Mail by SMTP, a message for each alert: https://www.rfc-editor.org/rfc/rfc5321. A connection lasts for one batch: servers close idle ones.</summary>
internal sealed class Smtp(DestinationContext context, DnsEndPoint server) : ClientDestination<Smtp.Session>(context, $"smtp://{server.Host}:{server.Port}")
{
    private readonly Section settings = context.Settings;
    private readonly MailboxAddress from = From(context);
    private readonly InternetAddressList to = To(context);
    private readonly bool hasHtml = !context.Settings.Text("outputformat").Equals("text", StringComparison.OrdinalIgnoreCase);
    private readonly Func<SaslMechanism?> login = Login(context);
    private readonly System.Net.Security.SslClientAuthenticationOptions trust = context.Trust().ToClientOptions();

    public static DestinationDefinition Definition { get; } = new("smtp", "Mail", ["hostport", "from", "to"],
    [
        ConfigKey.Text("hostport", "Host and port of the server."),
        ConfigKey.Flag("tls", "Speaks TLS: from the beginning on port 465, by STARTTLS on others.", true),
        ConfigKey.Text("authmechanism", "plain, oauthbearer, external, anonymous or none. plain with neither user nor password is none.", "plain"),
        ConfigKey.Text("user", "User for plain and oauthbearer."),
        ConfigKey.Secret("password", "Password for plain."),
        ConfigKey.Secret("token", "Token for oauthbearer."),
        ConfigKey.Text("identity", "Identity to act as for plain and external."),
        ConfigKey.Text("trace", "What anonymous says about who it is."),
        ConfigKey.Text("from", "Address of the sender."),
        ConfigKey.Text("to", "Addresses of the receivers, separated by commas."),
        ConfigKey.Text("outputformat", "html, with a text beside it, or text alone.", "html"),
    ], context => new Smtp(context, context.Endpoint("hostport", 25)))
    { Without = ["customheaders"] };

    public override int MaxBatch => 20;

    protected override Task<Session> ConnectAsync(CancellationToken stop) => Task.FromResult(new Session());

    protected override async Task SendAsync(Session session, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds, CheckCertificateRevocation = false };
        if (trust.RemoteCertificateValidationCallback is { } check)
            client.ServerCertificateValidationCallback = check;
        if (trust.ClientCertificateContext is { } own)
            client.ClientCertificates = [own.TargetCertificate];
        var security = !settings.Flag("tls") ? SecureSocketOptions.None
            : server.Port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
        await client.ConnectAsync(server.Host, server.Port, security, stop).ConfigureAwait(false);
        if (login() is { } mechanism)
            await client.AuthenticateAsync(mechanism, stop).ConfigureAwait(false);
        foreach (var alert in alerts)
        {
            if (session.Has(alert))
                continue;
            await client.SendAsync(MailMessage.Of(alert, from, to, hasHtml), stop).ConfigureAwait(false);
            session.Add(alert);
        }

        session.Clear();
        await client.DisconnectAsync(true, stop).ConfigureAwait(false);
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.MessageNotAccepted, StatusCode: >= (SmtpStatusCode)500 } => Refusal(error),
        SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 } => Lasting(error),
        MailKit.Security.AuthenticationException or NotSupportedException => Lasting(error),
        CommandException or ProtocolException or SslHandshakeException or ServiceNotConnectedException => Passing(error),
        _ => null,
    };

    private static MailboxAddress From(DestinationContext context) => MailboxAddress.TryParse(context.Settings.Text("from"), out var address) ? address
        : throw context.Settings.Error("from", "the address of a mailbox is expected");

    private static InternetAddressList To(DestinationContext context) =>
        InternetAddressList.TryParse(context.Settings.Text("to"), out var addresses) && addresses.Count > 0 ? addresses
        : throw context.Settings.Error("to", "addresses of mailboxes are expected");

    /// <summary>Makes logins: one is for one connection, and remembers that it is through.</summary>
    private static Func<SaslMechanism?> Login(DestinationContext context)
    {
        var settings = context.Settings;
        var identity = new NetworkCredential(settings.Text("user"), settings.Text("password"));
        return context.Choice<Func<SaslMechanism?>>("authmechanism",
            ("none", () => null), ("", () => null),
            ("plain", () => settings.Has("user") || settings.Has("password") ? new SaslMechanismPlain(identity) { AuthorizationId = settings.Text("identity") } : null),
            ("oauthbearer", () => new SaslMechanismOAuthBearer(settings.Text("user"), settings.Text("token"))),
            ("external", () => new SaslExternal(settings.Text("identity"))),
            ("anonymous", () => new SaslMechanismAnonymous(settings.Text("trace"))));
    }

    /// <summary>What the server has of a batch that is not through yet: those mails are not sent again.</summary>
    internal sealed class Session
    {
        private readonly HashSet<string> sent = [];

        public bool Has(ForwardedAlert alert) => sent.Contains(alert.Id);

        public void Add(ForwardedAlert alert) => sent.Add(alert.Id);

        public void Clear() => sent.Clear();
    }
}
