using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Delivery;

/// <summary>
/// Alerts that an output refused for good, or what an input was given for alerts and is none, in a file of one JSON object a line, to be looked at and
/// sent again by hand.
/// </summary>
/// <param name="path">The file; null for none.</param>
/// <param name="maxBytes">Once the file has so many it takes no more.</param>
internal sealed class DeadLetters(string? path, long maxBytes = long.MaxValue)
{
    private readonly Lock gate = new();
    private volatile bool isUnsynced;

    /// <summary>Whether there is a file.</summary>
    public bool AreKept => path is not null;

    /// <summary>Keeps an alert.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Add(ForwardedAlert alert) => Add(FalcosidekickPayload.Bytes(alert));

    /// <summary>Keeps what should have been an alert, as it was found.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Add(ReadOnlyMemory<byte> line)
    {
        if (path is null)
            return;
        lock (gate)
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            if (file.Length >= maxBytes)
                throw new IOException($"{path} has {maxBytes} bytes already");
            file.Write([.. line.Span, (byte)'\n']);
            isUnsynced = true;
        }
    }

    /// <summary>Has what was kept brought onto the disk itself; any thread may ask.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Sync()
    {
        if (!isUnsynced)
            return;
        isUnsynced = false;
        using var file = File.OpenHandle(path!, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(file);
    }
}
