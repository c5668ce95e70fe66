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

    /// <summary>The record of an alert.</summary>
    public static byte[] Of(Alert alert)
    {
        byte[][] texts = [Encoding.UTF8.GetBytes(alert.Rule), Encoding.UTF8.GetBytes(alert.Priority), Encoding.UTF8.GetBytes(alert.Source)];
        byte[] record = new byte[HeaderSize + 8 + texts.Sum(t => 2 + Math.Min(t.Length, ushort.MaxValue)) + alert.Line.Length];
        var rest = record.AsSpan(HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(rest, alert.Time);
        rest = rest[8..];
        foreach (var text in texts.Select(t => t.AsSpan(0, Math.Min(t.Length, ushort.MaxValue)).ToArray()))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)text.Length);
            text.CopyTo(rest[2..]);
            rest = rest[(2 + text.Length)..];
        }

        alert.Line.Span.CopyTo(rest);
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Checksum(record.AsSpan(HeaderSize)));
        return record;
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
