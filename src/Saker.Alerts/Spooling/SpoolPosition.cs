using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Saker.Alerts.Spooling;

/// <summary>Where in a spool the next alert to be delivered lies, kept in a file of 20 bytes: segment, offset, CRC-32C of both.</summary>
internal sealed class SpoolPosition : IDisposable
{
    private const int Size = 20;

    private readonly SafeFileHandle file;
    private readonly UnsyncedFiles unsynced;

    private SpoolPosition(SafeFileHandle file, UnsyncedFiles unsynced)
    {
        this.file = file;
        this.unsynced = unsynced;
    }

    /// <summary>Number of the segment.</summary>
    public long Segment { get; private set; }

    /// <summary>Offset of the record in it.</summary>
    public long Offset { get; private set; }

    /// <summary>Opens the file, or makes one that says: from the beginning.</summary>
    public static SpoolPosition Open(string path, UnsyncedFiles unsynced)
    {
        var position = new SpoolPosition(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite), unsynced);
        byte[] bytes = new byte[Size];
        // What cannot be trusted means the beginning: an alert that comes twice is better than one that never comes.
        if (RandomAccess.Read(position.file, bytes, 0) == Size
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)) == SpoolRecord.Checksum(bytes.AsSpan(0, 16)))
        {
            position.Segment = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            position.Offset = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8));
        }

        return position;
    }

    /// <summary>Moves on.</summary>
    public void Set(long segment, long offset)
    {
        (Segment, Offset) = (segment, offset);
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], SpoolRecord.Checksum(bytes[..16]));
        RandomAccess.Write(file, bytes, 0);
        unsynced.Note(file);
    }

    public void Dispose() => file.Dispose();
}
