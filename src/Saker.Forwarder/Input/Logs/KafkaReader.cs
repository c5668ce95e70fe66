using Confluent.Kafka;

namespace Saker.Forwarder.Input.Logs;

/// <summary>
/// A member of a consumer group of Kafka. When the group shares the partitions out anew, what was read of a partition that goes to another and is not
/// acknowledged is forgotten here: the other reads it from where the group has come to.
/// </summary>
internal sealed class KafkaReader : ILogReader
{
    private const int MaxBatch = 500;

    /// <summary>How long it is waited for what has not come yet.</summary>
    private static readonly TimeSpan moment = TimeSpan.FromMilliseconds(100);

    private readonly KafkaFaults faults = new();
    private readonly IConsumer<Ignore, byte[]> consumer;
    private readonly string topic;

    // What was read and is not acknowledged, handed out or not.
    private readonly List<Record> held = [];

    // The client lets a partition rest on when it has gone to another meanwhile and comes back.
    private readonly HashSet<TopicPartition> resting = [];
    private bool isMember;
    private long lag = -1;

    public KafkaReader(ConsumerBuilder<Ignore, byte[]> builder, string topic)
    {
        this.topic = topic;
        consumer = faults.Watch(builder)
            .SetPartitionsAssignedHandler((_, _) => isMember = true)
            .SetPartitionsRevokedHandler((_, gone) => Forget(gone))
            .SetPartitionsLostHandler((_, gone) => Forget(gone))
            .Build();
    }

    public long? Lag => Volatile.Read(ref lag) is >= 0 and var known ? known : null;

    /// <summary>Waits until the group has given it its share, which may be none.</summary>
    public Task JoinAsync(CancellationToken stop) => Task.Run(() =>
    {
        consumer.Subscribe(topic);
        while (!isMember)
        {
            stop.ThrowIfCancellationRequested();
            Take(moment);
        }
    }, stop);

    public Task<IReadOnlyList<LogRecord>> ReadAsync(CancellationToken stop) => Task.Run(Read, stop);

    public Task<IReadOnlyList<LogRecord>> KeepAsync(IReadOnlyList<LogRecord> waiting, CancellationToken stop) => Task.Run(() => Keep(waiting), stop);

    public Task AcknowledgeAsync(IReadOnlyList<LogRecord> taken, CancellationToken stop) => Task.Run(() =>
    {
        var done = taken.Cast<Record>().ToHashSet();
        held.RemoveAll(done.Contains);
        consumer.Commit(done.GroupBy(r => r.At.TopicPartition).Select(p => new TopicPartitionOffset(p.Key, p.Max(r => r.At.Offset.Value) + 1)));
    }, stop);

    public ValueTask DisposeAsync() => new(Task.Run(() =>
    {
        try
        {
            // Takes leave, so that the others need not wait until it is missed.
            consumer.Close();
        }
        catch (KafkaException)
        {
            // They will miss it.
        }

        consumer.Dispose();
    }));

    private IReadOnlyList<LogRecord> Read()
    {
        if (consumer.Assignment.Where(resting.Contains).ToList() is { Count: > 0 } back)
        {
            consumer.Resume(back);
            resting.ExceptWith(back);
        }

        for (bool isMore = held.Count > 0 || Take(moment); isMore && held.Count < MaxBatch;)
            isMore = Take(TimeSpan.Zero);
        Measure();
        return [.. held];
    }

    /// <summary>Lets the client do what the group asks for, for which it waits no longer than some minutes, while no records come.</summary>
    private IReadOnlyList<LogRecord> Keep(IReadOnlyList<LogRecord> waiting)
    {
        // After the partitions were shared out anew there may be others than before.
        var ours = consumer.Assignment;
        consumer.Pause(ours);
        resting.UnionWith(ours);
        Take(TimeSpan.Zero);
        var still = held.ToHashSet();
        return [.. waiting.Where(r => still.Contains((Record)r))];
    }

    private bool Take(TimeSpan patience)
    {
        var result = consumer.Consume(patience);
        faults.ThrowIfAny();
        if (result is null)
            return false;
        held.Add(new Record(result.TopicPartitionOffset, result.Message.Value));
        return true;
    }

    private void Forget(List<TopicPartitionOffset> gone)
    {
        var partitions = gone.Select(p => p.TopicPartition).ToHashSet();
        held.RemoveAll(r => partitions.Contains(r.At.TopicPartition));
    }

    /// <summary>What the partitions of this reader hold beyond what it has read, by what the brokers told with the records.</summary>
    private void Measure()
    {
        long behind = 0;
        foreach (var partition in consumer.Assignment)
        {
            long end = consumer.GetWatermarkOffsets(partition).High.Value, next = consumer.Position(partition).Value;
            if (end >= 0 && next >= 0)
                behind += Math.Max(end - next, 0);
        }

        Volatile.Write(ref lag, behind);
    }

    private sealed record Record(TopicPartitionOffset At, byte[]? Bytes) : LogRecord($"{At.Topic}[{At.Partition.Value}]@{At.Offset.Value}", Bytes)
    {
        // One place holds one record.
        public bool Equals(Record? other) => other is not null && At == other.At;

        public override int GetHashCode() => At.GetHashCode();
    }
}
