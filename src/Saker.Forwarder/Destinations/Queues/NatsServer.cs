using NATS.Client.Core;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>Where a server of NATS is and how to connect to it, from the keys of a destination.</summary>
internal static class NatsServer
{
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

    /// <summary>How to connect: once, since whoever delivers decides when to try again.</summary>
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
