using System.Net;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;
using StackExchange.Redis;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>Where a server of Redis is and who one is to it, for whoever writes to it or reads from it.</summary>
internal static class RedisServer
{
    private const int MostToConnect = 5000;

    /// <summary>The keys that say so.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Text("address", "Host and port of the server."),
        ConfigKey.Text("username", "User, where the server has several."),
        ConfigKey.Secret("password", "Password."),
        ConfigKey.Number("database", "Number of the database."),
        TlsTrust.SwitchKey,
        .. TlsTrust.FileKeys,
    ];

    /// <summary>The address of the server, from <c>address</c>.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public static DnsEndPoint Address(DestinationContext context) => context.Endpoint("address", 6379);

    /// <summary>The server as it may be shown.</summary>
    public static string Endpoint(DnsEndPoint address) => $"redis://{address.Host}:{address.Port}";

    /// <summary>How to connect: once, since whoever uses the connection decides when to try again.</summary>
    public static ConfigurationOptions Options(DestinationContext context, DnsEndPoint address)
    {
        var settings = context.Settings;
        var trust = context.ClientOptions();
        int patience = (int)Math.Min(context.Patience.TotalMilliseconds, int.MaxValue);
        return new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            User = settings.Has("username") ? settings.Text("username") : null,
            Password = settings.Has("password") ? settings.Text("password") : null,
            DefaultDatabase = settings.Number("database"),
            ClientName = "Saker",
            Ssl = context.IsSecure,
            SslClientAuthenticationOptions = trust is null ? null : host =>
            {
                trust.TargetHost ??= host;
                return trust;
            },
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            // Even a server that refuses is waited for so long; beyond one's own patience nobody would learn why.
            ConnectTimeout = Math.Min(patience / 2, MostToConnect),
            AsyncTimeout = patience,
            // What cannot be sent at once is for the backlog of the output, not for one of the library's.
            BacklogPolicy = BacklogPolicy.FailFast,
        };
    }
}
