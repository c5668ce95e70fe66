using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as lines on standard output.</summary>
public sealed class StandardOutput : IAlertOutput
{
    private const int Descriptor = 1;

    private readonly LineBuffer line = new();
    private Alert? begun;
    private int written;

    /// <inheritdoc/>
    public string Name => "stdout";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        // An alert that is tried again goes on where it stopped: half of it may be out already.
        if (!ReferenceEquals(alert, begun))
            (begun, written) = (alert, 0);
        // One write a line: a reader of a pipe, or another writer to the same terminal, never sees half of it.
        var bytes = line.Of(alert);
        while (written < bytes.Length)
        {
            int result = LibC.Write(Descriptor, bytes[written..]);
            if (result >= 0)
                written += result;
            else if (result == -LibC.EAGAIN)
                stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
            else if (result != -LibC.EINTR)
                throw new DeliveryException($"standard output: {LibC.Describe(-result)}", isFinal: result == -LibC.EPIPE);
            stop.ThrowIfCancellationRequested();
        }

        begun = null;
    }

    /// <inheritdoc/>
    public void Reopen()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
