using Confluent.Kafka;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>Where brokers of Kafka are and who one is to them, for whoever writes to them or reads from them.</summary>
internal static class KafkaClient
{
    /// <summary>The keys that say so.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Text("hostport", "Brokers, as host:port, separated by commas."),
        ConfigKey.Text("topic", "Topic."),
        ConfigKey.Text("sasl", "Authentication: PLAIN, SCRAM_SHA256 or SCRAM_SHA512; OAUTHBEARER for Event Hubs by the identity of azure.clientid or of the machine; empty for none."),
        TlsTrust.SwitchKey,
        ConfigKey.Text("username", "User."),
        ConfigKey.Secret("password", "Password."),
        ConfigKey.Text("clientid", "Name of the client.", "saker"),
    ];

    /// <summary>The brokers as they may be shown.</summary>
    public static string Endpoint(Section settings) => $"kafka://{settings.Text("hostport")}";

    /// <summary>The hosts of the brokers that are named.</summary>
    public static IEnumerable<string> Hosts(Section settings) =>
        settings.Text("hostport").Split(',').Select(b => b.Trim()[..Math.Max(b.Trim().LastIndexOf(':'), 0)]);

    /// <summary>How one says who one is; null when one does not.</summary>
    /// <exception cref="ForwarderConfigException">Nobody knows how.</exception>
    public static SaslMechanism? Mechanism(DestinationContext context) => context.Choice<SaslMechanism?>("sasl", ("", null), ("PLAIN", SaslMechanism.Plain),
        ("SCRAM_SHA256", SaslMechanism.ScramSha256), ("SCRAM_SHA512", SaslMechanism.ScramSha512), ("OAUTHBEARER", SaslMechanism.OAuthBearer));

    /// <summary>Puts into a client's configuration what the keys say.</summary>
    /// <exception cref="ForwarderConfigException">A value is none.</exception>
    public static void Configure(ClientConfig config, DestinationContext context)
    {
        var settings = context.Settings;
        var mechanism = Mechanism(context);
        config.BootstrapServers = settings.Text("hostport");
        config.ClientId = settings.Text("clientid");
        config.SecurityProtocol = (mechanism, context.IsSecure) switch
        {
            (null, false) => SecurityProtocol.Plaintext,
            (null, true) => SecurityProtocol.Ssl,
            (_, false) => SecurityProtocol.SaslPlaintext,
            _ => SecurityProtocol.SaslSsl,
        };
        config.SaslMechanism = mechanism;
        if (mechanism is not null and not SaslMechanism.OAuthBearer)
            (config.SaslUsername, config.SaslPassword) = (settings.Text("username"), settings.Text("password"));
        if (context.IsSecure)
            Secure(config, context);
    }

    private static void Secure(ClientConfig config, DestinationContext context)
    {
        var files = context.Trust();
        config.EnableSslCertificateVerification = context.Settings.Flag("checkcert") || context.Settings.Flag("mutualtls");
        config.SslCaLocation = files.AuthorityFile;
        if (!context.Settings.Flag("mutualtls"))
            return;
        config.SslCertificateLocation = files.CertificateFile;
        config.SslKeyLocation = files.KeyFile;
    }
}
