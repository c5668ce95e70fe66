using System.Diagnostics;
using System.Text;
using StackExchange.Redis;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// A consumer of a group of Redis. What another consumer was given and has not acknowledged for long enough is taken over first
/// (https://redis.io/docs/latest/commands/xautoclaim/), then what is new is read.
/// </summary>
internal sealed class RedisReader(ConnectionMultiplexer client, RedisKey key, ReaderGroup group, string consumer) : ILogReader
{
    private const int MaxBatch = 500;

    /// <summary>What the writer calls an alert.</summary>
    private const string Field = "alert";

    /// <summary>The id before all others.</summary>
    private const string Start = "0-0";

    /// <summary>The library shares one connection, on which nobody may wait: it is asked again after so long.</summary>
    private static readonly TimeSpan moment = TimeSpan.FromMilliseconds(100);

    private readonly IDatabase database = client.GetDatabase();

    // Where the look for what others have left goes on; null when it has been all through.
    private RedisValue? next = Start;
    private long searched = Stopwatch.GetTimestamp();
    private long kept = Stopwatch.GetTimestamp();
    private long measured;
    private long lag = -1;

    public long? Lag => Volatile.Read(ref lag) is >= 0 and var known ? known : null;

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(CancellationToken stop)
    {
        kept = Stopwatch.GetTimestamp();
        if (await TakeOverAsync().ConfigureAwait(false) is { Count: > 0 } left)
            return left;
        var entries = await database.StreamReadGroupAsync(key, group.Name, consumer, StreamPosition.NewMessages, MaxBatch).ConfigureAwait(false);
        await MeasureAsync().ConfigureAwait(false);
        if (entries.Length == 0)
            await Task.Delay(moment, stop).ConfigureAwait(false);
        return [.. entries.Select(e => new Record(e))];
    }

    public async Task<IReadOnlyList<LogRecord>> KeepAsync(IReadOnlyList<LogRecord> waiting, CancellationToken stop)
    {
        if (Stopwatch.GetElapsedTime(kept) < group.Takeover / 4)
            return waiting;
        // Whoever is given what is its own already has all of its time again. What was deleted meanwhile is still here.
        await database.StreamClaimIdsOnlyAsync(key, group.Name, consumer, 0, Ids(waiting)).ConfigureAwait(false);
        kept = Stopwatch.GetTimestamp();
        return waiting;
    }

    public Task AcknowledgeAsync(IReadOnlyList<LogRecord> taken, CancellationToken stop) => database.StreamAcknowledgeAsync(key, group.Name, Ids(taken));

    public async ValueTask DisposeAsync()
    {
        try
        {
            // With a consumer what it was given would be forgotten, which an answer that was not waited for may have been about.
            if ((await database.StreamPendingMessagesAsync(key, group.Name, 1, consumer).ConfigureAwait(false)).Length == 0)
                await database.StreamDeleteConsumerAsync(key, group.Name, consumer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // A consumer of nothing does no harm.
        }

        await client.DisposeAsync().ConfigureAwait(false);
    }

    private static RedisValue[] Ids(IEnumerable<LogRecord> records) => [.. records.Select(r => (RedisValue)r.Place)];

    /// <summary>Takes what others were given, and have left for longer than one waits.</summary>
    private async Task<IReadOnlyList<LogRecord>> TakeOverAsync()
    {
        if (next is null && Stopwatch.GetElapsedTime(searched) < group.Takeover / 2)
            return [];
        var found = await database.StreamAutoClaimAsync(
            key, group.Name, consumer, (long)group.Takeover.TotalMilliseconds, next ?? Start, MaxBatch).ConfigureAwait(false);
        searched = Stopwatch.GetTimestamp();
        next = found.NextStartId == Start ? (RedisValue?)null : found.NextStartId;
        // Versions before 7 name what was deleted meanwhile, too.
        return [.. found.ClaimedEntries.Where(e => !e.IsNull).Select(e => new Record(e))];
    }

    private async Task MeasureAsync()
    {
        if (Stopwatch.GetElapsedTime(measured) < TimeSpan.FromSeconds(1))
            return;
        measured = Stopwatch.GetTimestamp();
        try
        {
            var groups = await database.StreamGroupInfoAsync(key).ConfigureAwait(false);
            Volatile.Write(ref lag, groups.FirstOrDefault(g => g.Name == group.Name).Lag ?? -1);
        }
        catch (RedisServerException)
        {
            // A user that may read need not be allowed to ask how much there is.
            Volatile.Write(ref lag, -1);
        }
    }

    private sealed record Record(StreamEntry Entry) : LogRecord(Entry.Id.ToString(), Alert(Entry))
    {
        /// <summary>The alert; all that was written where there is none.</summary>
        private static byte[]? Alert(StreamEntry entry)
        {
            var alert = entry[Field];
            return alert.IsNull ? Encoding.UTF8.GetBytes(string.Join(' ', entry.Values.Select(v => $"{v.Name}={v.Value}"))) : (byte[]?)alert;
        }
    }
}
