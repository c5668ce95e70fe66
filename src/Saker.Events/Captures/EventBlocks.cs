using System.Runtime.CompilerServices;

namespace Saker.Events.Captures;

/// <summary>Finds the event in an event block, whatever the block's revision.</summary>
internal static unsafe class EventBlocks
{
    private const uint StateOnly = 1;

    /// <summary>Size of an event's header in blocks of the first revision, which had no number of parameters.</summary>
    private const int FirstHeaderSize = Event.CountOffset;

    /// <summary>Finds the event.</summary>
    /// <param name="type">Type of the block.</param>
    /// <param name="body">Its body, with <see cref="BlockStream.Headroom"/> writable bytes in front.</param>
    /// <param name="size">Size of the body; afterwards of the event.</param>
    /// <param name="cpu">Processor that recorded it.</param>
    /// <param name="stateOnly">Whether it is for the state alone.</param>
    /// <returns>The event, or null when its type is newer than this schema.</returns>
    /// <exception cref="BlockException">It holds none.</exception>
    public static byte* Find(BlockType type, byte* body, ref int size, out int cpu, out bool stateOnly)
    {
        int prefix = type.Kind == BlockKind.FlaggedEvent ? 6 : 2;
        if (size < prefix + (type.Version < 2 ? FirstHeaderSize : Event.HeaderSize))
            throw new BlockException("the event is too short for its header");
        cpu = Unsafe.ReadUnaligned<ushort>(body);
        stateOnly = prefix == 6 && (Unsafe.ReadUnaligned<uint>(body + 2) & StateOnly) != 0;
        byte* bytes = body + prefix;
        size -= prefix;
        int code = Unsafe.ReadUnaligned<ushort>(bytes + Event.CodeOffset);
        if (code >= EventSchema.Events.Length)
            return null;
        return type.Version < 2 ? AddCount(bytes, ref size, EventSchema.Events[code]) : bytes;
    }

    /// <summary>Moves the header forward to make room for the number of parameters, which follows from the event's length.</summary>
    private static byte* AddCount(byte* bytes, ref int size, EventInfo info)
    {
        int length = Unsafe.ReadUnaligned<int>(bytes + Event.LengthOffset);

        // Their writers counted three bytes too many.
        if (info.Code is EventCode.NotificationE or EventCode.InfrastructureEventE)
            length -= 3;
        if (length < FirstHeaderSize || length > size)
            throw new BlockException("the event's length is not that of its block");
        int count = CountOf(bytes + FirstHeaderSize, length - FirstHeaderSize, info);
        byte* start = bytes - sizeof(uint);
        Buffer.MemoryCopy(bytes, start, FirstHeaderSize, FirstHeaderSize);
        Unsafe.WriteUnaligned(start + Event.LengthOffset, length + sizeof(uint));
        Unsafe.WriteUnaligned(start + Event.CountOffset, count);
        size += sizeof(uint);
        return start;
    }

    /// <summary>With each parameter the event is longer, so that one number at most fits.</summary>
    private static int CountOf(byte* words, int size, EventInfo info)
    {
        long data = 0;
        for (int count = 0; count <= info.Params.Length; count++)
        {
            if ((count * info.LengthSize) + data == size)
                return count;
            if ((count + 1) * info.LengthSize > size)
                break;
            byte* word = words + (count * info.LengthSize);
            data += info.LengthSize == 4 ? Unsafe.ReadUnaligned<uint>(word) : Unsafe.ReadUnaligned<ushort>(word);
        }

        throw new BlockException($"no number of parameters gives the length of this {info.Name} event");
    }
}
