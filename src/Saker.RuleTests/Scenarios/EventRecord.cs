using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Saker.Events;

namespace Saker.RuleTests.Scenarios;

/// <summary>Memory with one event in the layout of captures, and of the probe's records where facts are asked for.</summary>
internal sealed unsafe class EventRecord : IDisposable
{
    private const int Room = 1 << 20;

    private readonly byte* room = (byte*)NativeMemory.AllocZeroed(Room);
    private ulong number;

    /// <summary>The view of what was written last.</summary>
    public Event Event { get; } = new();

    /// <summary>Writes an event of a capture. False when it is too large.</summary>
    public bool Write(EventInfo info, ulong time, long tid, IReadOnlyList<byte[]> values)
    {
        int size = WriteAt(room, info, time, tid, values);
        return size > 0 && Event.AttachBare(room, size, 0, ++number);
    }

    /// <summary>Writes a live event.</summary>
    public bool WriteLive(FactHeader header, EventInfo info, ulong time, long tid, IReadOnlyList<byte[]> values)
    {
        header.FactsSize = FactHeader.SizeOfStruct;
        int size = WriteAt(room + FactHeader.SizeOfStruct, info, time, tid, values);
        header.Size = (uint)(FactHeader.SizeOfStruct + size);
        Unsafe.WriteUnaligned(room, header);
        return size > 0 && Event.Attach(room, (int)header.Size, ++number);
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(room);

    private static int WriteAt(byte* to, EventInfo info, ulong time, long tid, IReadOnlyList<byte[]> values)
    {
        int wordSize = (info.Flags & EventFlags.LargePayload) != 0 ? 4 : 2;
        long total = 26 + (values.Count * wordSize) + values.Sum(v => (long)v.Length);
        if (total > Room - FactHeader.SizeOfStruct || (wordSize == 2 && values.Any(v => v.Length > ushort.MaxValue)))
            return 0;
        byte* word = to + 26;
        byte* at = word + (values.Count * wordSize);
        foreach (byte[] value in values)
        {
            if (wordSize == 4)
                Unsafe.WriteUnaligned(word, value.Length);
            else
                Unsafe.WriteUnaligned(word, (ushort)value.Length);
            word += wordSize;
            value.CopyTo(new Span<byte>(at, value.Length));
            at += value.Length;
        }

        Unsafe.WriteUnaligned(to, time);
        Unsafe.WriteUnaligned(to + 8, tid);
        Unsafe.WriteUnaligned(to + 16, (int)total);
        Unsafe.WriteUnaligned(to + 20, (ushort)info.Code);
        Unsafe.WriteUnaligned(to + 22, values.Count);
        return (int)total;
    }
}
