namespace Saker.Alerts.Outputs;

/// <summary>Alerts as lines on standard output.</summary>
/// <param name="buffered">Whether lines may wait until the queue is empty; each is written at once otherwise.</param>
public sealed class StandardOutput(bool buffered) : IAlertOutput
{
    private readonly Stream stream = buffered
        ? new BufferedStream(Console.OpenStandardOutput(), 64 * 1024)
        : Console.OpenStandardOutput();

    private byte[] line = new byte[4096];

    /// <inheritdoc/>
    public string Name => "stdout";

    /// <inheritdoc/>
    public void Write(Alert alert)
    {
        // One write a line: a reader of a pipe, or another writer to the same terminal, never sees half of it.
        int length = alert.Line.Length + 1;
        if (line.Length < length)
            line = new byte[length * 2];
        alert.Line.Span.CopyTo(line);
        line[length - 1] = (byte)'\n';
        stream.Write(line, 0, length);
    }

    /// <inheritdoc/>
    public void Flush() => stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
