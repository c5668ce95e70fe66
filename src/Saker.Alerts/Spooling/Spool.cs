using System.Buffers;

namespace Saker.Alerts.Spooling;

/// <summary>
/// Alerts of one output on disk, first in, first out. They outlive the sensor, however it ends, and once they are synced the machine's power;
/// an alert is delivered twice when the sensor is killed between the delivery and the note of it.
/// </summary>
/// <remarks>One thread at a time. Only the counts may be read by any, and any may sync.</remarks>
public sealed class Spool : IDisposable
{
    private readonly string directory;
    private readonly long maxBytes;
    private readonly FileStream lockFile;
    private readonly UnsyncedFiles unsynced;
    private readonly SpoolPosition position;
    private readonly LinkedList<SpoolSegment> segments = new();
    private readonly ArrayBufferWriter<byte> writing = new();
    private Alert? next;
    private int nextSize;
    private long count;
    private long unreadable;

    private Spool(string directory, long maxBytes)
    {
        this.directory = directory;
        this.maxBytes = maxBytes;
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        lockFile = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        unsynced = new UnsyncedFiles(directory);
        position = SpoolPosition.Open(Path.Combine(directory, "position"), unsynced);
        foreach (var segment in SpoolSegment.Find(directory, position, unsynced))
        {
            segments.AddLast(segment);
            count += segment.Count;
        }

        // So that there is room for it when the disk is full. A machine that lost power may have kept the note of what was delivered, and not that itself.
        var first = segments.First?.Value;
        position.Set(position.Segment, first?.Number == position.Segment ? Math.Min(position.Offset, first.End) : position.Offset);
        Damaged = [.. segments.Where(s => s.IsDamaged).Select(s => $"{directory}, segment {s.Number}, from byte {s.End}")];
    }

    /// <summary>Alerts that wait.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>Alerts that were written and could not be read any more.</summary>
    public long Unreadable => Interlocked.Read(ref unreadable);

    /// <summary>Places where the disk held what was never written; whatever was there is lost.</summary>
    public IReadOnlyList<string> Damaged { get; }

    /// <summary>Opens the spool of a directory, with what an earlier run left in it.</summary>
    /// <param name="directory">Where it lies; made when it is not there. Nobody else may use it meanwhile.</param>
    /// <param name="maxBytes">What it may take of the disk.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static Spool Open(string directory, long maxBytes) => new(directory, maxBytes);

    /// <summary>Adds an alert behind all others.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="why">Why it could not be added.</param>
    public bool TryAppend(Alert alert, out string? why)
    {
        var record = SpoolRecord.Write(alert, writing);
        if (Size + record.Length > maxBytes)
        {
            why = $"its spool {directory} is full";
            return false;
        }

        try
        {
            if (segments.Last is null || segments.Last.Value.IsDamaged || segments.Last.Value.End >= maxBytes / 8)
                segments.AddLast(SpoolSegment.Create(directory, Math.Max(position.Segment, segments.Last?.Value.Number ?? 0) + 1, unsynced));
            segments.Last!.Value.Append(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = $"its spool takes nothing: {e.Message}";
            return false;
        }

        Interlocked.Increment(ref count);
        why = null;
        return true;
    }

    /// <summary>
    /// Has what waits brought onto the disk itself, so that it also outlives the machine's power; any thread may ask. Where nothing waits there
    /// is nothing to be kept, and an output that keeps up costs no disk anything.
    /// </summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Sync()
    {
        if (Count > 0)
            unsynced.Sync();
    }

    /// <summary>The alert that waits longest, or null.</summary>
    /// <exception cref="IOException">The disk does not give it back.</exception>
    public Alert? Peek()
    {
        if (next is null && First() is { } first)
        {
            long offset = StartOf(first);
            byte[] payload = first.Read(offset) ?? throw GiveUp(first, offset);
            nextSize = SpoolRecord.HeaderSize + payload.Length;
            next = SpoolRecord.Read(payload);
        }

        return next;
    }

    /// <summary>The alert that <see cref="Peek"/> gave, or the one it would give, was delivered.</summary>
    /// <exception cref="IOException">That could not be noted: it will be delivered again after a restart.</exception>
    public void Acknowledge()
    {
        if (Peek() is null)
            throw new InvalidOperationException("nothing waits");
        Acknowledge(new SpoolRange(1, StartOf(segments.First!.Value) + nextSize));
    }

    /// <summary>The alerts that wait longest, in order; null when none waits.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="mostBytes">How many bytes at most, unless the first alone has more.</param>
    /// <exception cref="IOException">The disk does not give them back.</exception>
    public SpoolBatch? Peek(int most, long mostBytes)
    {
        if (Peek() is not { } oldest)
            return null;
        List<Alert> alerts = [oldest];
        var first = segments.First!.Value;
        long start = StartOf(first);
        long end = start + nextSize;
        while (alerts.Count < Math.Min(most, first.Count) && first.Read(end) is { } payload
            && end + SpoolRecord.HeaderSize + payload.Length - start <= mostBytes)
        {
            alerts.Add(SpoolRecord.Read(payload));
            end += SpoolRecord.HeaderSize + payload.Length;
        }

        return new SpoolBatch(alerts, new SpoolRange(alerts.Count, end));
    }

    /// <summary>Where the alerts that wait longest lie, for whoever has them still; null when none waits.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="mostBytes">How many bytes at most, unless the first alone has more.</param>
    /// <exception cref="IOException">The disk does not give them back.</exception>
    public SpoolRange? Measure(int most, long mostBytes)
    {
        if (First() is not { } first)
            return null;
        long start = StartOf(first);
        long end = start;
        int alerts = 0;
        while (alerts < Math.Min(most, first.Count) && first.SizeAt(end) is > 0 and var size && (alerts == 0 || end + size - start <= mostBytes))
        {
            end += size;
            alerts++;
        }

        return alerts > 0 ? new SpoolRange(alerts, end) : throw GiveUp(first, start);
    }

    /// <summary>All of what <see cref="Peek(int, long)"/> or <see cref="Measure"/> gave was delivered.</summary>
    /// <exception cref="IOException">That could not be noted: it will be delivered again after a restart.</exception>
    public void Acknowledge(SpoolRange range)
    {
        var first = segments.First!.Value;
        next = null;
        first.CountDown(range.Count);
        Interlocked.Add(ref count, -range.Count);
        position.Set(first.Number, range.End);
        if (first.Count == 0 && (segments.Count > 1 || first.End >= maxBytes / 8))
            Remove(first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var segment in segments)
            segment.Dispose();
        position.Dispose();
        lockFile.Dispose();
    }

    /// <summary>What it takes of the disk.</summary>
    private long Size
    {
        get
        {
            long size = 0;
            foreach (var segment in segments)
                size += segment.End;
            return size;
        }
    }

    /// <summary>The segment that the alert which waits longest lies in; null when none waits.</summary>
    private SpoolSegment? First()
    {
        while (Count > 0 && segments.First!.Value.Count == 0)
            Remove(segments.First.Value);
        return Count > 0 ? segments.First!.Value : null;
    }

    /// <summary>Where in a segment, the first one, the alert that waits longest lies.</summary>
    private long StartOf(SpoolSegment first) => first.Number == position.Segment ? position.Offset : 0;

    private void Remove(SpoolSegment segment)
    {
        segments.Remove(segment);
        segment.Delete();
    }

    /// <summary>Leaves out what cannot be read, so that what lies behind it is delivered.</summary>
    private IOException GiveUp(SpoolSegment segment, long offset)
    {
        long lost = segment.Count;
        Interlocked.Add(ref count, -lost);
        Interlocked.Add(ref unreadable, lost);
        Remove(segment);
        return new IOException($"{directory}, segment {segment.Number}: not readable from byte {offset}; {lost} alerts are lost");
    }
}
