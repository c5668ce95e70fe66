using NATS.Client.Core;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>Where a server of NATS is and who one is to it, for whoever writes to it or reads from it.</summary>
internal static class NatsServer
{
    /// <summary>The key with the address.</summary>
    public static ConfigKey HostPort { get; } =
        ConfigKey.Secret("hostport", "Address of the server, as nats://host:4222 or tls://host:4222, with user:password@ before the host where one is needed.");

    /// <summary>The keys of a server of today; of NATS Streaming those with which one logs in by a token or a file are not known.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        HostPort,
        ConfigKey.Secret("token", "Token."),
        ConfigKey.Text("credentials", "File with the credentials of a user (JWT and seed)."),
    ];

    /// <summary>The address of the server, from <c>hostport</c>.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public static Uri Address(DestinationContext context)
    {
        string text = context.Settings.Text("hostport");
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"nats://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "nats" or "tls" or "ws" or "wss" && uri.Host.Length > 0
            ? uri.Port < 0 ? new UriBuilder(uri) { Port = 4222 }.Uri : uri
            : throw context.Settings.Error("hostport", "an address such as nats://host:4222 is expected");
    }

    /// <summary>The server as it may be shown.</summary>
    public static string Endpoint(Uri address) => $"{address.Scheme}://{address.Host}:{address.Port}";

    /// <summary>How to connect: once, since whoever uses the connection decides when to try again.</summary>
    public static NatsOpts Options(DestinationContext context, Uri address)
    {
        var settings = context.Settings;
        string[] login = address.UserInfo.Split(':', 2);
        return NatsOpts.Default with
        {
            Url = new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString(),
            Name = "Saker",
            AuthOpts = new NatsAuthOpts
            {
                Username = login.Length == 2 ? Uri.UnescapeDataString(login[0]) : null,
                Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null,
                Token = Optional(settings, "token") ?? (login is [{ Length: > 0 } token] ? Uri.UnescapeDataString(token) : null),
                CredsFile = Optional(settings, "credentials"),
            },
            TlsOpts = address.Scheme is "tls" or "wss" || settings.Flag("mutualtls") ? Secure(context) : NatsTlsOpts.Default,
            MaxReconnectRetry = 0,
            RetryOnInitialConnect = false,
            ConnectTimeout = context.Patience,
            CommandTimeout = context.Patience,
            RequestTimeout = context.Patience,
        };
    }

    /// <summary>Whether a server does not want whoever connects.</summary>
    public static bool IsAboutCredentials(Exception error) =>
        (error.GetBaseException() as NatsServerException ?? error as NatsServerException) is { IsAuthError: true };

    private static string? Optional(Section settings, string key) => settings.Knows(key) && settings.Has(key) ? settings.Text(key) : null;

    private static NatsTlsOpts Secure(DestinationContext context)
    {
        var wanted = context.Trust().ToClientOptions();
        return new NatsTlsOpts
        {
            Mode = TlsMode.Require,
            ConfigureClientAuthentication = options =>
            {
                options.RemoteCertificateValidationCallback = wanted.RemoteCertificateValidationCallback;
                options.ClientCertificateContext = wanted.ClientCertificateContext;
                return ValueTask.CompletedTask;
            },
        };
    }
}
