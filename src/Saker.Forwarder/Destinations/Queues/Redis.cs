using System.Net;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using StackExchange.Redis;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>
/// Redis: a list (https://redis.io/docs/latest/commands/rpush/), a hash with the alerts' ids for fields
/// (https://redis.io/docs/latest/commands/hset/) or a stream (https://redis.io/docs/latest/commands/xadd/).
/// </summary>
internal sealed class Redis(DestinationContext context, DnsEndPoint address)
    : ClientDestination<ConnectionMultiplexer>(context, $"redis://{address.Host}:{address.Port}")
{
    private enum Storage
    {
        List,
        Hash,
        Stream,
    }

    private readonly ConfigurationOptions options = Options(context, address);
    private readonly RedisKey key = context.Settings.Text("key");

    private readonly Storage storage =
        context.Choice("storagetype", ("list", Storage.List), ("hashmap", Storage.Hash), ("stream", Storage.Stream));

    private const int MostToConnect = 5000;

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("redis", "Redis", ["address"],
    [
        ConfigKey.Text("address", "Host and port of the server."),
        ConfigKey.Text("username", "User, where the server has several."),
        ConfigKey.Secret("password", "Password."),
        ConfigKey.Number("database", "Number of the database."),
        ConfigKey.Text("storagetype", "list, hashmap or stream.", "list"),
        ConfigKey.Text("key", "Name of the list, hash or stream.", "falco"),
        ConfigKey.Number("version", "Has no effect: the protocol is agreed on with the server.").Ignored(),
        ConfigKey.Flag("tls", "Speaks TLS; mutualtls does so, too."),
        ConfigKey.Text("certfile", "Certificate that is shown with mutualtls, instead of that of all outputs."),
        ConfigKey.Text("keyfile", "Its key."),
        ConfigKey.Text("cacertfile", "Authority that the server is checked by with mutualtls."),
        DestinationDefinition.EncodingKey,
    ], context => new Redis(context, context.Endpoint("address", 6379)))
    { Without = ["customheaders"] };

    public override int MaxBatch => 200;

    protected override async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken stop) =>
        await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(stop).ConfigureAwait(false);

    protected override Task SendAsync(ConnectionMultiplexer client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var database = client.GetDatabase();
        return storage switch
        {
            Storage.Hash => database.HashSetAsync(key, [.. alerts.Select(a => new HashEntry(a.Id, encoding.Bytes(a)))]),
            Storage.Stream => Task.WhenAll(alerts.Select(a => database.StreamAddAsync(key, "alert", encoding.Bytes(a)))),
            _ => database.ListRightPushAsync(key, [.. alerts.Select(a => (RedisValue)encoding.Bytes(a))]),
        };
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => Lasting(error),
        // The key holds something else, or the user may not write there.
        RedisServerException when error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal)
            || error.Message.StartsWith("NOPERM", StringComparison.Ordinal) => Lasting(error),
        RedisException => Passing(error),
        _ => null,
    };

    private static ConfigurationOptions Options(DestinationContext context, DnsEndPoint address)
    {
        var settings = context.Settings;
        bool isSecure = settings.Flag("tls") || settings.Flag("mutualtls");
        var trust = isSecure ? context.Trust().ToClientOptions() : null;
        int patience = (int)Math.Min(context.Patience.TotalMilliseconds, int.MaxValue);
        return new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            User = settings.Has("username") ? settings.Text("username") : null,
            Password = settings.Has("password") ? settings.Text("password") : null,
            DefaultDatabase = settings.Number("database"),
            ClientName = "Saker",
            Ssl = isSecure,
            SslClientAuthenticationOptions = trust is null ? null : host =>
            {
                trust.TargetHost ??= host;
                return trust;
            },
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            // Even a server that refuses is waited for so long; beyond the output's own patience nobody would learn why.
            ConnectTimeout = Math.Min(patience / 2, MostToConnect),
            AsyncTimeout = patience,
            // What cannot be sent at once is for the backlog of the output, not for one of the library's.
            BacklogPolicy = BacklogPolicy.FailFast,
        };
    }
}
