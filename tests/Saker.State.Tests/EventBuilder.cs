using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Saker.Events;

namespace Saker.Testing;

/// <summary>Builds events byte by byte as captures and the probe write them, and turns a view to them.</summary>
internal sealed unsafe class EventBuilder : IDisposable
{
    public const ulong Start = 1_700_000_000_000_000_000;

    private readonly byte* room = (byte*)NativeMemory.AllocZeroed(256 * 1024);
    private readonly MemoryStream facts = new();
    private ulong number;

    public Event Event { get; } = new();

    /// <summary>Time of the next event; each one moves it by a millisecond.</summary>
    public ulong Time { get; set; } = Start;

    /// <summary>An event of a capture. Parameters by position: numbers, texts, byte arrays; null for what was not collected.</summary>
    public Event Bare(EventCode code, long tid, params object?[] values)
    {
        int size = Write(room, code, tid, values);
        Event.AttachBare(room, size, 0, ++number).Should().BeTrue();
        return Event;
    }

    /// <summary>A live event: facts that were added before go in front of it.</summary>
    public Event Live(FactHeader header, EventCode code, long tid, params object?[] values)
    {
        Event.Attach(room, WriteRecord(header, code, tid, values), ++number).Should().BeTrue();
        return Event;
    }

    /// <summary>The bytes of a live event, as they lie in a ring.</summary>
    public byte[] Record(FactHeader header, EventCode code, long tid, params object?[] values) =>
        new Span<byte>(room, WriteRecord(header, code, tid, values)).ToArray();

    /// <summary>Adds a fact to the next live event.</summary>
    public EventBuilder Fact(FactKind kind, int param, ReadOnlySpan<byte> payload)
    {
        facts.Write([(byte)kind, (byte)param, (byte)payload.Length, (byte)(payload.Length >> 8)]);
        facts.Write(payload);
        return this;
    }

    public EventBuilder Fact(int param, DescriptorFact descriptor) =>
        Fact(FactKind.Descriptor, param, MemoryMarshal.AsBytes(new ReadOnlySpan<DescriptorFact>(in descriptor)));

    public EventBuilder Path(int param, string path) => Fact(FactKind.Path, param, Encoding.UTF8.GetBytes(path));

    /// <summary>A list of texts, each with its zero byte.</summary>
    public static byte[] List(params string[] texts) => Encoding.UTF8.GetBytes(string.Concat(texts.Select(t => t + '\0')));

    /// <summary>A tuple of two IPv4 ends.</summary>
    public static byte[] Tuple(string source, ushort sourcePort, string target, ushort targetPort)
    {
        bool wide = source.Contains(':');
        return [(byte)(wide ? 10 : 2), .. Ip(source), .. Port(sourcePort), .. Ip(target), .. Port(targetPort)];
    }

    /// <summary>An IPv4 or IPv6 address with its port.</summary>
    public static byte[] Address(string address, ushort port) => [(byte)(address.Contains(':') ? 10 : 2), .. Ip(address), .. Port(port)];

    public static byte[] Ip(string text) => System.Net.IPAddress.Parse(text).GetAddressBytes();

    public void Dispose()
    {
        NativeMemory.Free(room);
        facts.Dispose();
    }

    private static byte[] Port(ushort port) => [(byte)port, (byte)(port >> 8)];

    private int WriteRecord(FactHeader header, EventCode code, long tid, object?[] values)
    {
        byte[] entries = facts.ToArray();
        facts.SetLength(0);
        header.FactsSize = (ushort)(FactHeader.SizeOfStruct + entries.Length);
        Unsafe.WriteUnaligned(room, header);
        entries.CopyTo(new Span<byte>(room + FactHeader.SizeOfStruct, entries.Length));
        int size = header.FactsSize + Write(room + header.FactsSize, code, tid, values);
        Unsafe.WriteUnaligned(room, (uint)size);
        return size;
    }

    private int Write(byte* to, EventCode code, long tid, object?[] values)
    {
        var info = EventSchema.Of(code);
        int wordSize = (info.Flags & EventFlags.LargePayload) != 0 ? 4 : 2;
        byte* words = to + 26;
        byte* data = words + (values.Length * wordSize);
        byte* at = data;
        for (int i = 0; i < values.Length; i++)
        {
            byte[] bytes = Encode(info.Params[i].Type, values[i]);
            bytes.CopyTo(new Span<byte>(at, bytes.Length));
            at += bytes.Length;
            if (wordSize == 4)
                Unsafe.WriteUnaligned(words + (i * 4), bytes.Length);
            else
                Unsafe.WriteUnaligned(words + (i * 2), (ushort)bytes.Length);
        }

        Unsafe.WriteUnaligned(to, Time);
        Unsafe.WriteUnaligned(to + 8, tid);
        Unsafe.WriteUnaligned(to + 16, (int)(at - to));
        Unsafe.WriteUnaligned(to + 20, (ushort)code);
        Unsafe.WriteUnaligned(to + 22, values.Length);
        Time += 1_000_000;
        return (int)(at - to);
    }

    private static byte[] Encode(ParamType type, object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case byte[] bytes:
                return bytes;
            case string text:
                return [.. Encoding.UTF8.GetBytes(text), 0];
        }

        long number = value is ulong wide ? (long)wide : Convert.ToInt64(value);
        byte[] all = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, number);
        return all[..SizeOf(type)];
    }

    private static int SizeOf(ParamType type) => type switch
    {
        ParamType.Int8 or ParamType.UInt8 or ParamType.Flags8 or ParamType.EnumFlags8 or ParamType.SigType or ParamType.L4Proto
            or ParamType.SockFamily => 1,
        ParamType.Int16 or ParamType.UInt16 or ParamType.Flags16 or ParamType.EnumFlags16 or ParamType.SyscallId or ParamType.Port => 2,
        ParamType.Int32 or ParamType.UInt32 or ParamType.Flags32 or ParamType.EnumFlags32 or ParamType.Uid or ParamType.Gid
            or ParamType.Mode or ParamType.SigSet or ParamType.Bool or ParamType.Fd32 or ParamType.Pid32 => 4,
        _ => 8,
    };
}
