using System.Buffers.Binary;
using Saker.Events;

namespace Saker.Sensor.Captures;

/// <summary>
/// The last events, bytes and facts, in a ring of fixed size: what led to an alert is already over when the alert is raised. Taking
/// in an event copies it and allocates nothing.
/// </summary>
internal sealed unsafe class FlightRecorder
{
    // u32 size of the entry; u32 size of the facts; u16 processor; then facts and event.
    private const int HeadSize = 10;

    private byte[] ring;
    private readonly ulong window;
    private readonly Event view = new();
    private int head;
    private int tail;
    private int wrap;
    private int count;

    /// <param name="size">Bytes of the ring.</param>
    /// <param name="window">How far back events are of interest, nanoseconds.</param>
    public FlightRecorder(int size, ulong window)
    {
        ring = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        this.window = window;
        wrap = size;
    }

    /// <summary>Bytes of the ring.</summary>
    public int Size => ring.Length;

    /// <summary>Events in the ring.</summary>
    public int Count => count;

    /// <summary>Takes in an event; the oldest make room. One that is larger than the ring is passed over.</summary>
    public void Add(Event e)
    {
        var facts = e.FactBytes;
        var bytes = e.Bytes;
        int size = HeadSize + facts.Length + bytes.Length;
        if (size > ring.Length)
            return;
        Reserve(size);
        var entry = ring.AsSpan(head, size);
        BinaryPrimitives.WriteInt32LittleEndian(entry, size);
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], facts.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)e.Cpu);
        facts.CopyTo(entry[HeadSize..]);
        bytes.CopyTo(entry[(HeadSize + facts.Length)..]);
        head += size;
        count++;
    }

    /// <summary>Hands out the events of the window up to a time, oldest first, and forgets all.</summary>
    public void Drain(ulong now, Action<Event> take)
    {
        for (; count > 0; Drop())
        {
            fixed (byte* entry = &ring[Tail()])
            {
                int size = *(int*)entry;
                int facts = *(int*)(entry + 4);
                byte* bytes = entry + HeadSize + facts;
                bool whole = view.Attach(bytes, size - HeadSize - facts, facts == 0 ? null : entry + HeadSize, facts, *(ushort*)(entry + 8), 0);
                if (whole && view.Timestamp + window >= now)
                    take(view);
            }
        }
    }

    /// <summary>Makes do with half of the memory from now on; the oldest go.</summary>
    public void Shrink()
    {
        while (count > 0 && Held() > ring.Length / 2)
            Drop();
        byte[] smaller = GC.AllocateUninitializedArray<byte>(ring.Length / 2, pinned: true);
        int end = 0;
        for (int left = count; left > 0; left--)
        {
            var entry = ring.AsSpan(Tail(), BinaryPrimitives.ReadInt32LittleEndian(ring.AsSpan(Tail())));
            entry.CopyTo(smaller.AsSpan(end));
            tail += entry.Length;
            end += entry.Length;
        }

        (ring, head, tail, wrap) = (smaller, end, 0, smaller.Length);
    }

    /// <summary>Bytes of all entries.</summary>
    private int Held() => Tail() < head ? head - tail : wrap - tail + head;

    /// <summary>Makes room at the head, which never catches up with the tail.</summary>
    private void Reserve(int size)
    {
        if (count == 0)
            (head, tail, wrap) = (0, 0, ring.Length);
        if (head + size > ring.Length)
        {
            // What is left at the end is too little: the entries that still lie behind the head are the oldest.
            while (count > 0 && Tail() >= head)
                Drop();
            wrap = head;
            head = 0;
        }

        while (count > 0 && Tail() >= head && Tail() < head + size)
            Drop();
    }

    private int Tail()
    {
        if (tail == wrap)
            (tail, wrap) = (0, ring.Length);
        return tail;
    }

    private void Drop()
    {
        tail = Tail() + BinaryPrimitives.ReadInt32LittleEndian(ring.AsSpan(Tail()));
        count--;
    }
}
