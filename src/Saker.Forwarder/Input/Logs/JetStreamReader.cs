using System.Diagnostics;
using NATS.Client.JetStream;
using Saker.Forwarder.Destinations.Queues;

namespace Saker.Forwarder.Input.Logs;

/// <summary>One of the readers of a consumer of JetStream. It asks for messages when it has acknowledged those before.</summary>
internal sealed class JetStreamReader(NatsLink link, INatsJSConsumer consumer, TimeSpan takeover) : ILogReader
{
    private const int MaxBatch = 500;

    /// <summary>How long the server waits for a message before it says that there is none.</summary>
    private static readonly TimeSpan moment = TimeSpan.FromSeconds(2);

    private long lag = -1;
    private long kept = Stopwatch.GetTimestamp();

    public long? Lag => Volatile.Read(ref lag) is >= 0 and var known ? known : null;

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(CancellationToken stop)
    {
        List<LogRecord> read = [];
        await link.WhileConnectedAsync(async lost =>
        {
            if (await consumer.NextAsync<byte[]>(opts: new NatsJSNextOpts { Expires = moment }, cancellationToken: lost).ConfigureAwait(false) is not { } first)
                return;
            read.Add(Record.Of(first));
            await foreach (var message in consumer.FetchNoWaitAsync<byte[]>(new NatsJSFetchOpts { MaxMsgs = MaxBatch - 1 }, cancellationToken: lost).ConfigureAwait(false))
                read.Add(Record.Of(message));
        }, stop).ConfigureAwait(false);
        kept = Stopwatch.GetTimestamp();
        Volatile.Write(ref lag, read.Count == 0 ? 0 : ((Record)read[^1]).Behind);
        return read;
    }

    public async Task<IReadOnlyList<LogRecord>> KeepAsync(IReadOnlyList<LogRecord> waiting, CancellationToken stop)
    {
        if (Stopwatch.GetElapsedTime(kept) < takeover / 4)
            return waiting;
        await link.WhileConnectedAsync(async lost =>
        {
            foreach (var record in waiting.Cast<Record>())
                await record.Message.AckProgressAsync(cancellationToken: lost).ConfigureAwait(false);
            await link.Connection.PingAsync(lost).ConfigureAwait(false);
        }, stop).ConfigureAwait(false);
        kept = Stopwatch.GetTimestamp();
        return waiting;
    }

    public Task AcknowledgeAsync(IReadOnlyList<LogRecord> taken, CancellationToken stop) => link.WhileConnectedAsync(async lost =>
    {
        foreach (var record in taken.Cast<Record>())
            await record.Message.AckAsync(cancellationToken: lost).ConfigureAwait(false);
        // The answer says that the server has all of them.
        await link.Connection.PingAsync(lost).ConfigureAwait(false);
    }, stop);

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private sealed record Record(INatsJSMsg<byte[]> Message, string Place) : LogRecord(Place, Message.Data)
    {
        public long Behind => (long)(Message.Metadata?.NumPending ?? 0);

        public static Record Of(INatsJSMsg<byte[]> message) => new(message, $"{message.Metadata?.Stream}@{message.Metadata?.Sequence.Stream}");
    }
}
