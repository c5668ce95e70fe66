using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saker.Events.Captures;

/// <summary>Room in which an event is put together, parameter by parameter, in the layout that <see cref="Event"/> reads.</summary>
internal sealed unsafe class EventAssembly
{
    private byte[] room = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private int wordSize;
    private int words;
    private int used;

    /// <summary>The event; it stays where it is until the next <see cref="Begin"/>.</summary>
    public byte* Bytes => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(room));

    /// <summary>Bytes of the event.</summary>
    public int Size => used;

    /// <summary>Begins an event of so many parameters.</summary>
    public void Begin(ulong time, long tid, EventInfo info, int paramCount)
    {
        wordSize = info.LengthSize;
        words = Event.HeaderSize;
        used = Event.HeaderSize + (paramCount * wordSize);
        Write(0, time);
        Write(8, tid);
        Write(Event.CodeOffset, (ushort)info.Code);
        Write(Event.CountOffset, paramCount);
    }

    /// <summary>Appends a parameter; what exceeds its length word is cut off.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        if (wordSize == 2 && value.Length > ushort.MaxValue)
            value = value[..ushort.MaxValue];
        if (used + value.Length > room.Length)
        {
            byte[] wider = GC.AllocateUninitializedArray<byte>((used + value.Length) * 2, pinned: true);
            room.AsSpan(0, used).CopyTo(wider);
            room = wider;
        }

        value.CopyTo(room.AsSpan(used));
        used += value.Length;
        if (wordSize == 4)
            Write(words, value.Length);
        else
            Write(words, (ushort)value.Length);
        words += wordSize;
    }

    /// <summary>Ends the event.</summary>
    public void End() => Write(Event.LengthOffset, used);

    private void Write<T>(int at, T value)
        where T : unmanaged => MemoryMarshal.Write(room.AsSpan(at), value);
}
