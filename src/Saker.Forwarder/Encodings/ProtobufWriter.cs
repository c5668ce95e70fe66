using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Saker.Forwarder.Encodings;

/// <summary>Writes messages of protocol buffers field by field: https://protobuf.dev/programming-guides/encoding/</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64Bit = 1;
    private const int Delimited = 2;

    private readonly ArrayBufferWriter<byte> buffer = new(256);

    /// <summary>What was written.</summary>
    public byte[] ToArray() => buffer.WrittenSpan.ToArray();

    /// <summary>A number in as few bytes as it needs.</summary>
    public ProtobufWriter Number(int field, ulong value)
    {
        Write(((ulong)field << 3) | Varint);
        Write(value);
        return this;
    }

    /// <summary>A number in eight bytes.</summary>
    public ProtobufWriter Fixed64(int field, ulong value)
    {
        Write(((ulong)field << 3) | Fixed64Bit);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        buffer.Write(bytes);
        return this;
    }

    /// <summary>A number of floating point in eight bytes.</summary>
    public ProtobufWriter Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A text.</summary>
    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Write(((ulong)field << 3) | Delimited);
        Write((ulong)value.Length);
        buffer.Write(value);
        return this;
    }

    /// <summary>A message within this one.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        return Bytes(field, inner.buffer.WrittenSpan);
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            buffer.Write([(byte)(value | 0x80)]);
        buffer.Write([(byte)value]);
    }
}
