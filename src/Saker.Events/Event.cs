using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Saker.Events;

/// <summary>
/// A view of one event where it lies in memory: nothing is copied, nothing is allocated. One instance is used for event after
/// event; what it hands out is valid until the next <see cref="Attach"/>.
/// </summary>
/// <remarks>
/// The event is laid out as in captures: <c>u64 time; u64 tid; u32 length; u16 code; u32 parameters</c> (26 bytes, packed), one
/// length word a parameter (2 bytes, 4 for large payloads), then the parameters end to end.
/// </remarks>
public sealed unsafe class Event
{
    /// <summary>Bytes in front of the length words.</summary>
    internal const int HeaderSize = 26;

    /// <summary>Where the length of the whole event stands.</summary>
    internal const int LengthOffset = 16;

    /// <summary>Where the code stands.</summary>
    internal const int CodeOffset = 20;

    /// <summary>Where the number of parameters stands.</summary>
    internal const int CountOffset = 22;

    private const int MaxParams = 32;

    private readonly int[] offsets = new int[MaxParams + 1];
    private byte* start;
    private byte* facts;
    private byte* parameters;

    /// <summary>Type of the event.</summary>
    public EventInfo Info { get; private set; } = EventSchema.Events[0];

    /// <summary>Number of the event in this run, from 1.</summary>
    public ulong Number { get; private set; }

    /// <summary>Processor that recorded it.</summary>
    public int Cpu { get; private set; }

    /// <summary>How many parameters the record holds; old captures may hold fewer than the type has.</summary>
    public int ParamCount { get; private set; }

    /// <summary>Code of the type.</summary>
    public EventCode Code => Info.Code;

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Timestamp => Unsafe.ReadUnaligned<ulong>(start);

    /// <summary>Thread that did it, in the initial pid namespace.</summary>
    public long Tid => Unsafe.ReadUnaligned<long>(start + 8);

    /// <summary>Whether the record carries facts of the kernel: live events do, captures of others do not.</summary>
    public bool HasFacts => facts != null;

    /// <summary>The fact header; only when <see cref="HasFacts"/>.</summary>
    public ref readonly FactHeader Facts => ref Unsafe.AsRef<FactHeader>(facts);

    /// <summary>The event as it stands in captures.</summary>
    public ReadOnlySpan<byte> Bytes => new(start, Unsafe.ReadUnaligned<int>(start + LengthOffset));

    /// <summary>The fact header and the facts behind it; empty when the record carries none.</summary>
    public ReadOnlySpan<byte> FactBytes => facts == null ? default : new(facts, Facts.FactsSize);

    /// <summary>Turns to a record of the probe: fact header, facts, event.</summary>
    /// <returns>False when the record does not hold what it says; the view is then unusable.</returns>
    public bool Attach(byte* record, int size, ulong number)
    {
        if (size < FactHeader.SizeOfStruct)
            return false;
        int factsSize = ((FactHeader*)record)->FactsSize;
        if (factsSize < FactHeader.SizeOfStruct || factsSize > size)
            return false;
        facts = record;
        return AttachEvent(record + factsSize, size - factsSize, ((FactHeader*)record)->Cpu, number);
    }

    /// <summary>Turns to an event of a capture, which has no facts.</summary>
    /// <inheritdoc cref="Attach" path="/returns"/>
    public bool AttachBare(byte* bytes, int size, int cpu, ulong number)
    {
        facts = null;
        return AttachEvent(bytes, size, cpu, number);
    }

    /// <summary>Turns to an event whose facts lie elsewhere, or that has none.</summary>
    /// <inheritdoc cref="Attach" path="/returns"/>
    public bool Attach(byte* bytes, int size, byte* factBytes, int factsSize, int cpu, ulong number)
    {
        if (factBytes != null && (factsSize < FactHeader.SizeOfStruct || ((FactHeader*)factBytes)->FactsSize != factsSize))
            return false;
        facts = factBytes;
        return AttachEvent(bytes, size, cpu, number);
    }

    /// <summary>The bytes of a parameter; empty when it was not collected.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Param(int index) => (uint)index < (uint)ParamCount
        ? new ReadOnlySpan<byte>(parameters + offsets[index], offsets[index + 1] - offsets[index])
        : default;

    /// <summary>Everything from where a parameter begins to the end of the event.</summary>
    public ReadOnlySpan<byte> ParamAndBehind(int index) => (uint)index < (uint)ParamCount
        ? new ReadOnlySpan<byte>(parameters + offsets[index], offsets[ParamCount] - offsets[index])
        : default;

    /// <summary>A text parameter without its terminating zero byte.</summary>
    public ReadOnlySpan<byte> Text(int index)
    {
        var bytes = Param(index);
        return bytes.Length > 0 && bytes[^1] == 0 ? bytes[..^1] : bytes;
    }

    /// <summary>A number parameter of 1 to 8 bytes, its sign extended when the type has one; false when it was not collected.</summary>
    public bool TryGetNumber(int index, out long value)
    {
        var bytes = Param(index);
        bool signed = (uint)index < (uint)Info.Params.Length && Info.Params[index].Type is ParamType.Int8 or ParamType.Int16
            or ParamType.Int32 or ParamType.Fd32 or ParamType.Pid32;
        value = bytes.Length switch
        {
            8 => MemoryMarshal.Read<long>(bytes),
            4 => signed ? MemoryMarshal.Read<int>(bytes) : MemoryMarshal.Read<uint>(bytes),
            2 => signed ? MemoryMarshal.Read<short>(bytes) : MemoryMarshal.Read<ushort>(bytes),
            1 => signed ? (sbyte)bytes[0] : bytes[0],
            _ => 0,
        };
        return bytes.Length is 8 or 4 or 2 or 1;
    }

    /// <summary>A number parameter, or <paramref name="missing"/> when it was not collected.</summary>
    public long NumberOr(int index, long missing) => TryGetNumber(index, out long value) ? value : missing;

    /// <summary>What the kernel says of the descriptor in a parameter.</summary>
    public bool TryGetDescriptor(int param, out DescriptorFact descriptor)
    {
        var payload = Fact(FactKind.Descriptor, param);
        if (payload.Length < DescriptorFact.Size)
        {
            descriptor = default;
            return false;
        }

        descriptor = Unsafe.ReadUnaligned<DescriptorFact>(ref MemoryMarshal.GetReference(payload));
        return true;
    }

    /// <summary>The payload of a fact about a parameter; empty when the kernel said nothing.</summary>
    public ReadOnlySpan<byte> Fact(FactKind kind, int param)
    {
        if (facts == null)
            return default;
        byte* end = facts + Facts.FactsSize;
        for (byte* at = facts + FactHeader.SizeOfStruct; at + FactEntry.SizeOfStruct <= end;)
        {
            int size = Unsafe.ReadUnaligned<ushort>(at + 2);
            byte* payload = at + FactEntry.SizeOfStruct;
            if (payload + size > end)
                break;
            if (at[0] == (byte)kind && at[1] == param)
                return new ReadOnlySpan<byte>(payload, size);
            at = payload + size;
        }

        return default;
    }

    private bool AttachEvent(byte* bytes, int size, int cpu, ulong number)
    {
        if (size < HeaderSize)
            return false;
        int length = Unsafe.ReadUnaligned<int>(bytes + LengthOffset);
        int code = Unsafe.ReadUnaligned<ushort>(bytes + CodeOffset);
        uint count = Unsafe.ReadUnaligned<uint>(bytes + CountOffset);
        if (length > size || length < HeaderSize || code >= EventSchema.Events.Length || count > MaxParams)
            return false;
        var info = EventSchema.Events[code];
        int wordSize = info.LengthSize;
        long data = HeaderSize + (count * wordSize);
        if (data > length)
            return false;
        long offset = 0;
        for (int i = 0; i < count; i++)
        {
            offsets[i] = (int)offset;
            byte* word = bytes + HeaderSize + (i * wordSize);
            offset += wordSize == 4 ? Unsafe.ReadUnaligned<uint>(word) : Unsafe.ReadUnaligned<ushort>(word);
            if (data + offset > length)
                return false;
        }

        offsets[count] = (int)offset;
        start = bytes;
        parameters = bytes + data;
        Info = info;
        Cpu = cpu;
        Number = number;

        // A newer writer may have appended parameters that this schema does not name.
        ParamCount = Math.Min((int)count, info.Params.Length);
        return true;
    }
}
