namespace Saker.Sensor.Configuration;

/// <summary>Most memory that managed objects may take (<c>saker.heap</c>), and what of it the parts get whose size is known beforehand.</summary>
/// <param name="MaxBytes">The limit; at least 32 MB.</param>
/// <param name="QueueBytes">What may wait in memory for each output.</param>
/// <param name="WantedQueueBytes">What <c>saker.outputs_queue.max_size_mb</c> asks for, which may be more; 0 when it is not set.</param>
public sealed record HeapOptions(long MaxBytes, long QueueBytes, long WantedQueueBytes)
{
    private const string Key = "saker.heap.max_size_mb";
    private const string QueueKey = "saker.outputs_queue.max_size_mb";
    private const long Megabyte = 1024 * 1024;

    // So that all outputs that there are take up no more than half of the heap.
    private const int QueueShare = 16;

    // Rules, containers and what one batch of work leaves behind have room in the rest.
    private const int RecorderShare = 4;
    private const long Usual = 256;

    private const int StreamShare = 8;
    private const int AggregatesShare = 16;

    /// <summary>What may wait to become one alert with others.</summary>
    public long AggregatesBytes => MaxBytes / AggregatesShare;

    /// <summary>
    /// Reads the options out of a configuration. Unless it says otherwise the limit is high enough for the queues and the flight recorder that it
    /// asks for.
    /// </summary>
    /// <exception cref="ConfigException">A value is wrong, or the flight recorder does not fit in.</exception>
    public static HeapOptions From(ConfigTree config)
    {
        long queue = config.Number(QueueKey, 16, 1, 1_000_000);
        long wanted = config.Has(QueueKey) ? queue : 0;
        long recorder = config.Bool("capture.enabled", false) ? config.Number("saker.flight_recorder.max_size_mb", 16, 1, 1024) : 0;
        long limit = config.Number(Key, Math.Max(Usual, queue * QueueShare) + (recorder * RecorderShare), 32, 1_000_000);
        if (recorder * RecorderShare > limit)
            throw config.Error(Key, $"a flight recorder of {recorder} MB takes more than a quarter of {limit} MB; raise the one or lower saker.flight_recorder.max_size_mb");
        return new HeapOptions(limit * Megabyte, Math.Min(queue, limit / QueueShare) * Megabyte, wanted * Megabyte);
    }

    /// <summary>What may wait for each subscriber of the stream.</summary>
    /// <param name="subscribers">How many there may be.</param>
    public long SubscriberBytes(int subscribers) => MaxBytes / StreamShare / subscribers;

    /// <summary>What the operator should know of it; null when there is nothing.</summary>
    public string? Oddity => QueueBytes >= WantedQueueBytes ? null
        : $"{QueueKey} is {WantedQueueBytes / Megabyte}; of the {MaxBytes / Megabyte} MB of {Key} each output gets {QueueBytes / Megabyte}";
}
