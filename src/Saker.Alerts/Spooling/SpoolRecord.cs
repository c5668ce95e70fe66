using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Saker.Alerts.Spooling;

/// <summary>
/// An alert as it lies in a spool: length and CRC-32C of what follows (4 bytes each, little-endian), then its time (8 bytes), rule, priority
/// and source (each a length of 2 bytes and UTF-8), then its line.
/// </summary>
internal static class SpoolRecord
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderSize = 8;

    /// <summary>A header that says more is damaged.</summary>
    private const int MaxPayload = 64 * 1024 * 1024;

    /// <summary>Writes the record of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="buffer">Where it is written to.</param>
    /// <returns>The record, which is there until the buffer is used again.</returns>
    public static ReadOnlySpan<byte> Write(Alert alert, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        int most = HeaderSize + 8 + Most(alert.Rule) + Most(alert.Priority) + Most(alert.Source) + alert.Line.Length;
        var record = buffer.GetSpan(most);
        BinaryPrimitives.WriteUInt64LittleEndian(record[HeaderSize..], alert.Time);
        int size = HeaderSize + 8;
        size += WriteText(alert.Rule, record[size..]);
        size += WriteText(alert.Priority, record[size..]);
        size += WriteText(alert.Source, record[size..]);
        alert.Line.Span.CopyTo(record[size..]);
        size += alert.Line.Length;
        BinaryPrimitives.WriteInt32LittleEndian(record, size - HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record[HeaderSize..size]));
        buffer.Advance(size);
        return buffer.WrittenSpan;
    }

    /// <summary>Length of the payload that a header announces, or -1 when it cannot be one.</summary>
    public static int PayloadSize(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadInt32LittleEndian(header) is var size and > 0 and <= MaxPayload ? size : -1;

    /// <summary>Whether a payload is what its header was written for.</summary>
    public static bool IsSound(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        payload.Length >= 14 && BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == Checksum(payload);

    /// <summary>The alert of a sound payload.</summary>
    public static Alert Read(byte[] payload)
    {
        ulong time = BinaryPrimitives.ReadUInt64LittleEndian(payload);
        int offset = 8;
        string rule = Text();
        string priority = Text();
        string source = Text();
        return new Alert(time, rule, priority, source, payload.AsMemory(offset));

        string Text()
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(offset));
            string text = Encoding.UTF8.GetString(payload, offset + 2, length);
            offset += 2 + length;
            return text;
        }
    }

    private static int Most(string text) => 2 + Encoding.UTF8.GetMaxByteCount(text.Length);

    private static int WriteText(string text, Span<byte> to)
    {
        int length = Encoding.UTF8.GetBytes(text, to[2..]);
        if (length > ushort.MaxValue)
            length = ushort.MaxValue;
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)length);
        return 2 + length;
    }

    /// <summary>CRC-32C.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
