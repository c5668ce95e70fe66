using System.Net;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Destinations.Queues;
using StackExchange.Redis;

namespace Saker.Forwarder.Input.Logs;

/// <summary>A stream of Redis, read as a consumer of a group: https://redis.io/docs/latest/develop/data-types/streams/#consumer-groups</summary>
internal sealed class RedisLog(DestinationContext context, DnsEndPoint address) : IAlertLog
{
    private readonly ConfigurationOptions options = RedisServer.Options(context, address);
    private readonly RedisKey key = context.Settings.Text("key");
    private readonly ReaderGroup group = ReaderGroup.Of(context);

    /// <summary>Whoever begins anew is another, since nobody knows what the one before it had read.</summary>
    private readonly string consumer = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";

    public static LogDefinition Definition { get; } = new("redis", "A stream of Redis", ["address", "key"],
    [
        .. RedisServer.Keys,
        ConfigKey.Text("key", "Name of the stream; it is made if it is missing."),
    ], ["address", "database", "key"], context => new RedisLog(context, RedisServer.Address(context)));

    public string Endpoint { get; } = RedisServer.Endpoint(address);

    public IEnumerable<string> Hosts => [address.Host];

    public async Task TryAsync(CancellationToken stop)
    {
        await using var client = await ConnectAsync(stop).ConfigureAwait(false);
        // Nothing where the key is missing, an error where it holds something else.
        await client.GetDatabase().StreamLengthAsync(key).ConfigureAwait(false);
    }

    public async Task<ILogReader> OpenAsync(CancellationToken stop)
    {
        var client = await ConnectAsync(stop).ConfigureAwait(false);
        try
        {
            await EnsureGroupAsync(client.GetDatabase()).ConfigureAwait(false);
            return new RedisReader(client, key, group, consumer);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool IsExpected(Exception error) => error is RedisException;

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken stop) =>
        await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(stop).ConfigureAwait(false);

    private async Task EnsureGroupAsync(IDatabase database)
    {
        try
        {
            await database.StreamCreateConsumerGroupAsync(
                key, group.Name, group.IsFromOldest ? StreamPosition.Beginning : StreamPosition.NewMessages, createStream: true).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // It is there.
        }
    }
}
