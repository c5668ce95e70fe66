using Microsoft.Win32.SafeHandles;

namespace Saker.Alerts.Spooling;

/// <summary>A file of a spool: records, one behind the other.</summary>
internal sealed class SpoolSegment : IDisposable
{
    private const string Extension = ".alerts";

    /// <summary>So much is read at once, since records are small and are read one behind the other.</summary>
    private const int WindowSize = 128 * 1024;

    private readonly string path;
    private readonly UnsyncedFiles unsynced;
    private SafeFileHandle? file;
    private byte[] window = [];
    private long windowStart;
    private int windowLength;

    private SpoolSegment(string path, long number, UnsyncedFiles unsynced)
    {
        this.path = path;
        this.unsynced = unsynced;
        Number = number;
    }

    /// <summary>Its place among the segments; later ones have higher numbers.</summary>
    public long Number { get; }

    /// <summary>Where its sound records end.</summary>
    public long End { get; private set; }

    /// <summary>Records that have not been delivered.</summary>
    public long Count { get; private set; }

    /// <summary>Whether what lies behind <see cref="End"/> is damaged.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Makes a file without records.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static SpoolSegment Create(string directory, long number, UnsyncedFiles unsynced)
    {
        var segment = new SpoolSegment(Path.Combine(directory, $"{number:D12}{Extension}"), number, unsynced);
        segment.Open(FileMode.Create);
        unsynced.NoteNew(segment.file!);
        return segment;
    }

    /// <summary>The segments in a directory, in order.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="position">What was delivered already.</param>
    /// <param name="unsynced">Where it is noted what was written.</param>
    public static IEnumerable<SpoolSegment> Find(string directory, SpoolPosition position, UnsyncedFiles unsynced)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(path), out long number))
                continue;
            var segment = new SpoolSegment(path, number, unsynced);
            segment.Open(FileMode.Open);
            if (number < position.Segment)
                segment.Delete();
            else
                yield return segment.Scan(number == position.Segment ? position.Offset : 0);
        }
    }

    /// <summary>Appends a record, whole or not at all.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        try
        {
            RandomAccess.Write(file!, record, End);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file!, End);
            windowLength = 0;
            throw;
        }

        unsynced.Note(file!);
        End += record.Length;
        Count++;
    }

    /// <summary>Reads the record at an offset.</summary>
    /// <returns>Its payload, or null when there is no sound record.</returns>
    public byte[]? Read(long offset)
    {
        var header = Bytes(offset, SpoolRecord.HeaderSize);
        if (header.IsEmpty || SpoolRecord.PayloadSize(header) is not (>= 0 and var size))
            return null;
        var record = Bytes(offset, SpoolRecord.HeaderSize + size);
        return !record.IsEmpty && SpoolRecord.IsSound(record, record[SpoolRecord.HeaderSize..]) ? record[SpoolRecord.HeaderSize..].ToArray() : null;
    }

    /// <summary>How many bytes the record at an offset takes, by its header; 0 when there is none.</summary>
    public int SizeAt(long offset) =>
        Bytes(offset, SpoolRecord.HeaderSize) is { IsEmpty: false } header && SpoolRecord.PayloadSize(header) is >= 0 and var size
        && offset + SpoolRecord.HeaderSize + size <= End ? SpoolRecord.HeaderSize + size : 0;

    /// <summary>So many records less are waiting.</summary>
    public void CountDown(int records) => Count -= records;

    /// <summary>Removes the file.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(path);
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Bytes of the file, until it is asked for others; none when the file has not so many.</summary>
    private ReadOnlySpan<byte> Bytes(long offset, int size)
    {
        if (offset < windowStart || offset + size > windowStart + windowLength)
        {
            // What is asked for may be a header that lies; the file knows how much there can be.
            int most = (int)Math.Min(Math.Max(size, WindowSize), Math.Max(RandomAccess.GetLength(file!) - offset, 0));
            if (most < size)
                return [];
            if (window.Length < most)
                window = new byte[Math.Max(most, WindowSize)];
            (windowStart, windowLength) = (offset, 0);
            windowLength = RandomAccess.Read(file!, window.AsSpan(0, most), offset);
        }

        return offset + size > windowStart + windowLength ? [] : window.AsSpan((int)(offset - windowStart), size);
    }

    private void Open(FileMode mode)
    {
        file = File.OpenHandle(path, mode, FileAccess.ReadWrite);
    }

    private SpoolSegment Scan(long offset)
    {
        long length = RandomAccess.GetLength(file!);
        // What lies before has been delivered, and is nobody's concern any more.
        End = Math.Min(offset, length);
        while (Read(End) is { } payload)
        {
            End += SpoolRecord.HeaderSize + payload.Length;
            Count++;
        }

        IsDamaged = End < length;
        return this;
    }
}
