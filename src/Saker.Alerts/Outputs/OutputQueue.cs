using System.Threading.Channels;

namespace Saker.Alerts.Outputs;

/// <summary>
/// Takes alerts from the thread that found them and hands them to the outputs on a thread of its own, in order. The finder never
/// waits: a full queue loses the alert and counts it.
/// </summary>
public sealed class OutputQueue : IDisposable
{
    private readonly Channel<Alert> queue;
    private readonly IReadOnlyList<IAlertOutput> outputs;
    private readonly Action<string> reportError;
    private readonly Thread worker;
    private long lost;
    private long delivered;

    /// <summary>Starts the worker.</summary>
    /// <param name="outputs">Where alerts go; owned by the queue from now on.</param>
    /// <param name="capacity">Alerts that may wait; 0 for no bound.</param>
    /// <param name="reportError">Told of an output that failed.</param>
    public OutputQueue(IReadOnlyList<IAlertOutput> outputs, int capacity, Action<string> reportError)
    {
        this.outputs = outputs;
        this.reportError = reportError;
        queue = capacity == 0
            ? Channel.CreateUnbounded<Alert>(new UnboundedChannelOptions { SingleReader = true })
            : Channel.CreateBounded<Alert>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        worker = new Thread(Work) { Name = "outputs", IsBackground = true };
        worker.Start();
    }

    /// <summary>Alerts that found the queue full.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Alerts handed to the outputs.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>Adds an alert; never blocks.</summary>
    public void Add(Alert alert)
    {
        if (!queue.Writer.TryWrite(alert))
            Interlocked.Increment(ref lost);
    }

    /// <summary>Delivers what waits, then closes the outputs.</summary>
    public void Dispose()
    {
        queue.Writer.TryComplete();
        worker.Join();
        foreach (var output in outputs)
            output.Dispose();
    }

    private void Work()
    {
        var reader = queue.Reader;
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var alert))
            {
                foreach (var output in outputs)
                    Guard(output, () => output.Write(alert));
                Interlocked.Increment(ref delivered);
            }

            foreach (var output in outputs)
                Guard(output, output.Flush);
        }
    }

    private void Guard(IAlertOutput output, Action act)
    {
        try
        {
            act();
        }
        catch (IOException e)
        {
            // A closed pipe or a full disk concerns this output alone.
            reportError($"output {output.Name}: {e.Message}");
        }
    }
}
