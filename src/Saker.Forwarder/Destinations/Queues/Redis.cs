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
    : ClientDestination<ConnectionMultiplexer>(context, RedisServer.Endpoint(address))
{
    private enum Storage
    {
        List,
        Hash,
        Stream,
    }

    private readonly ConfigurationOptions options = RedisServer.Options(context, address);
    private readonly RedisKey key = context.Settings.Text("key");

    private readonly Storage storage =
        context.Choice("storagetype", ("list", Storage.List), ("hashmap", Storage.Hash), ("stream", Storage.Stream));

    private readonly int? maxLength = context.Limit("maxlen");
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("redis", "Redis", ["address"],
    [
        .. RedisServer.Keys,
        ConfigKey.Text("storagetype", "list, hashmap or stream.", "list"),
        ConfigKey.Text("key", "Name of the list, hash or stream.", "falco"),
        ConfigKey.Number("maxlen", "About how many alerts a stream keeps; the oldest go, read or not. 0 for all."),
        ConfigKey.Number("version", "Has no effect: the protocol is agreed on with the server.").Ignored(),
        DestinationDefinition.EncodingKey,
    ], context => new Redis(context, RedisServer.Address(context)))
    { Without = ["customheaders"] };

    public override int MaxBatch => 200;

    protected override Task<ConnectionMultiplexer> ConnectAsync(CancellationToken stop) => ConnectionMultiplexer.ConnectAsync(options);

    protected override Task SendAsync(ConnectionMultiplexer client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var database = client.GetDatabase();
        return storage switch
        {
            Storage.Hash => database.HashSetAsync(key, [.. alerts.Select(a => new HashEntry(a.Id, encoding.Bytes(a)))]),
            Storage.Stream => Task.WhenAll(alerts.Select(a => database.StreamAddAsync(
                key, "alert", encoding.Bytes(a), maxLength: maxLength, useApproximateMaxLength: true))),
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
}
