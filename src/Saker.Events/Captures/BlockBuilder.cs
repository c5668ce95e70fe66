using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saker.Events.Captures;

/// <summary>Puts one block together: the counterpart of <see cref="BlockCursor"/>. One instance serves block after block.</summary>
internal sealed class BlockBuilder
{
    private const int HeadSize = 8;

    private readonly ArrayBufferWriter<byte> bytes = new(64 * 1024);
    private int entry = -1;

    /// <summary>Bytes of the body so far.</summary>
    public int Length => bytes.WrittenCount - HeadSize;

    /// <summary>Begins a block.</summary>
    public BlockBuilder Begin(uint type)
    {
        bytes.ResetWrittenCount();
        return Add(type).Add(0u);
    }

    public BlockBuilder Add<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(bytes.GetSpan(Unsafe.SizeOf<T>()), value);
        bytes.Advance(Unsafe.SizeOf<T>());
        return this;
    }

    public BlockBuilder Add(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }

    /// <summary>Appends a text with its length in front; the format has no room for more than 65535 bytes.</summary>
    public BlockBuilder AddText(ReadOnlySpan<byte> text)
    {
        if (text.Length > ushort.MaxValue)
            text = text[..ushort.MaxValue];
        return Add((ushort)text.Length).Add(text);
    }

    /// <summary>Begins an entry that has its length in front.</summary>
    public BlockBuilder BeginEntry()
    {
        entry = bytes.WrittenCount;
        return Add(0u);
    }

    /// <summary>Ends it.</summary>
    /// <param name="countsItself">Whether the length counts its own four bytes.</param>
    public void EndEntry(bool countsItself = true) => Patch(entry, bytes.WrittenCount - entry - (countsItself ? 0 : 4));

    /// <summary>Fills up to the next multiple of four.</summary>
    public BlockBuilder Pad()
    {
        while (bytes.WrittenCount % 4 != 0)
            Add((byte)0);
        return this;
    }

    /// <summary>Ends the block.</summary>
    public ReadOnlySpan<byte> End()
    {
        Pad();
        int total = bytes.WrittenCount + 4;
        Add(total);
        Patch(4, total);
        return bytes.WrittenSpan;
    }

    private void Patch(int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(MemoryMarshal.AsMemory(bytes.WrittenMemory).Span[at..], value);
}
