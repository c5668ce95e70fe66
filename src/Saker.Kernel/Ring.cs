using System.Runtime.InteropServices;
using Saker.Events;

namespace Saker.Kernel;

/// <summary>One BPF ring buffer, mapped; what it holds is read in place.</summary>
internal unsafe struct Ring
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int RecordHeader = 8;

    /// <summary>How often a record that is still being written is looked at again. Its writer cannot be preempted, so it takes
    /// microseconds, unless the processor itself is taken from a virtual machine.</summary>
    private const int Patience = 2000;

    private byte* data;
    private ulong* consumer;
    private ulong* producer;
    private ulong mask;
    private nuint dataLength;

    /// <summary>Where the next record is read.</summary>
    public ulong Position;

    /// <summary>What must be delivered in this turn.</summary>
    public ulong Due;

    /// <summary>What may be.</summary>
    public ulong Visible;

    /// <summary>Time of the next record; the largest number when there is none.</summary>
    public ulong HeadTime;

    /// <summary>Where the next record lies.</summary>
    public byte* Head;

    /// <summary>Bytes of the next record.</summary>
    public int HeadSize;

    public int Descriptor { get; private set; }

    public static Ring Create(string name, int bytes)
    {
        int descriptor = LibBpf.CreateMap(LibBpf.MapTypeRingBuffer, name, 0, 0, (uint)bytes, null);
        if (descriptor < 0)
            throw new ProbeException($"ring of {bytes} bytes: {Marshal.GetLastPInvokeErrorMessage()}");
        nuint page = (nuint)Environment.SystemPageSize;
        nuint length = page + (2 * (nuint)bytes);
        nint consumer = LibC.Map(0, page, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared, descriptor, 0);
        nint producer = LibC.Map(0, length, LibC.ProtRead, LibC.MapShared, descriptor, (long)page);
        if (consumer == -1 || producer == -1)
            throw new ProbeException($"mapping a ring of {bytes} bytes: {Marshal.GetLastPInvokeErrorMessage()}");
        return new Ring
        {
            Descriptor = descriptor,
            consumer = (ulong*)consumer,
            producer = (ulong*)producer,
            data = (byte*)producer + page,
            dataLength = length,
            mask = (ulong)bytes - 1,
        };
    }

    public readonly ulong Produced => Volatile.Read(ref *producer);

    public readonly void Publish() => Volatile.Write(ref *consumer, Position);

    /// <summary>Finds the next record.</summary>
    /// <returns>False when there is one that does not get ready.</returns>
    public bool FindHead()
    {
        int patience = Patience;
        while (Position < Visible)
        {
            byte* at = data + (Position & mask);
            uint length = Volatile.Read(ref *(uint*)at);
            if ((length & BusyBit) != 0)
            {
                if (patience-- == 0)
                    return false;
                Thread.SpinWait(20);
                continue;
            }

            int size = (int)(length & ~(BusyBit | DiscardBit));
            if ((length & DiscardBit) != 0)
            {
                Position += Step(size);
                continue;
            }

            Head = at + RecordHeader;
            HeadSize = size;
            HeadTime = *(ulong*)(Head + ((FactHeader*)Head)->FactsSize);
            return true;
        }

        HeadTime = ulong.MaxValue;
        return true;
    }

    public void TakeHead() => Position += Step(HeadSize);

    public void Close()
    {
        nuint page = (nuint)Environment.SystemPageSize;
        LibC.Unmap((nint)consumer, page);
        LibC.Unmap((nint)producer, dataLength);
        LibC.Close(Descriptor);
    }

    private static ulong Step(int size) => ((ulong)size + RecordHeader + 7) & ~7ul;
}
