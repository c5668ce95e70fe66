using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Puts a line feed behind an alert, in memory that is used again, so that both are written at once.</summary>
internal sealed class LineBuffer
{
    private byte[] bytes = new byte[4096];

    /// <summary>The alert's line with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(Alert alert)
    {
        int length = alert.Line.Length + 1;
        if (bytes.Length < length)
            bytes = new byte[length * 2];
        alert.Line.Span.CopyTo(bytes);
        bytes[length - 1] = (byte)'\n';
        return bytes.AsSpan(0, length);
    }
}
