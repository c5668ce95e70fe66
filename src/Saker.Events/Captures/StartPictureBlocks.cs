using System.Text;

namespace Saker.Events.Captures;

/// <summary>Decodes the blocks in front of the events: machine, threads, descriptors, interfaces, users.</summary>
internal static class StartPictureBlocks
{
    // execve_flags of the executable's facts, which thread entries hold as single bytes.
    internal const uint Writable = 1;
    internal const uint UpperLayer = 2;
    internal const uint FromMemfd = 4;
    internal const uint LowerLayer = 8;

    // Writers before version 0.10 appended other things where the last fields now are.
    private const int OldTailSize = 29;

    public static CapturedMachine Machine(BlockCursor block)
    {
        int processors = block.Read<int>();
        ulong memory = block.Read<ulong>();
        block.Read<ulong>();
        var name = block.Take(128);
        int end = name.IndexOf((byte)0);
        return new CapturedMachine(processors, memory, Encoding.UTF8.GetString(end < 0 ? name : name[..end]), block.ReadOr(0UL));
    }

    public static void Threads(BlockCursor block, int version, ICaptureVisitor visitor)
    {
        while (block.Left >= 4)
        {
            if (version < 9)
            {
                visitor.Thread(Thread(ref block, version, tail: false));
                continue;
            }

            var entry = block.Entry(block.Read<int>() - 4);
            visitor.Thread(Thread(ref entry, version, tail: true));
        }
    }

    private static CapturedThread Thread(ref BlockCursor entry, int version, bool tail)
    {
        var thread = new CapturedThread
        {
            Tid = entry.Read<long>(),
            Pid = entry.Read<long>(),
            ParentTid = entry.Read<long>(),
            Sid = version >= 6 ? entry.Read<long>() : 0,
            Vpgid = version >= 8 ? entry.Read<long>() : -1,
            Comm = entry.ReadBytes(),
            Exe = entry.ReadBytes(),
            ExePath = version >= 7 ? entry.ReadBytes() : [],
            Arguments = entry.ReadBytes(),
            Cwd = entry.ReadBytes(),
            FdLimit = entry.Read<long>(),
            Flags = entry.Read<uint>(),
            Uid = entry.Read<uint>(),
            Gid = entry.Read<uint>(),
            VmSize = version >= 2 ? entry.Read<uint>() : 0,
            VmRss = version >= 2 ? entry.Read<uint>() : 0,
            VmSwap = version >= 2 ? entry.Read<uint>() : 0,
            MajorFaults = version >= 2 ? entry.Read<ulong>() : 0,
            MinorFaults = version >= 2 ? entry.Read<ulong>() : 0,
            Environment = version >= 3 ? entry.ReadBytes() : [],
            Vtid = version >= 4 ? entry.Read<long>() : -1,
            Vpid = version >= 4 ? entry.Read<long>() : -1,
            Cgroups = version >= 4 ? entry.ReadBytes() : [],
            Root = version >= 5 ? entry.ReadBytes() : [],
        };
        if (!tail)
            return thread;
        bool hasStart = entry.Left > OldTailSize;
        thread = thread with
        {
            PidNamespaceStart = hasStart ? entry.ReadOr(0UL) : 0,
            Tty = hasStart ? entry.ReadOr(0u) : 0,
            LoginUid = entry.ReadOr(uint.MaxValue),
        };
        uint flags = entry.ReadOr((byte)0) != 0 ? Writable : 0;
        thread = thread with
        {
            CapInheritable = entry.ReadOr(0UL),
            CapPermitted = entry.ReadOr(0UL),
            CapEffective = entry.ReadOr(0UL),
        };
        flags |= entry.ReadOr((byte)0) != 0 ? UpperLayer : 0;
        thread = thread with
        {
            ExeIno = entry.ReadOr(0UL),
            ExeCtime = entry.ReadOr(0UL),
            ExeMtime = entry.ReadOr(0UL),
        };
        flags |= entry.ReadOr((byte)0) != 0 ? FromMemfd : 0;
        flags |= entry.ReadOr((byte)0) != 0 ? LowerLayer : 0;
        return thread with { ExeFlags = flags, Pgid = entry.ReadOr(-1L) };
    }

    public static void Descriptors(BlockCursor block, int version, ICaptureVisitor visitor)
    {
        long tid = block.Read<long>();
        while (block.Left >= 4)
        {
            if (version < 2)
            {
                visitor.Descriptor(tid, Descriptor(ref block, version));
                continue;
            }

            var entry = block.Entry(block.Read<int>() - 4);
            visitor.Descriptor(tid, Descriptor(ref entry, version));
        }
    }

    private static CapturedDescriptor Descriptor(ref BlockCursor entry, int version)
    {
        long number = entry.Read<long>();
        ulong ino = entry.Read<ulong>();
        var type = (DescriptorType)entry.Read<byte>();
        var descriptor = new CapturedDescriptor(number, type, ino, [], [], 0, [], 0, 0, 0, 0, 0, 0);
        switch (type)
        {
            case DescriptorType.Ipv4 or DescriptorType.Ipv6:
                int size = type == DescriptorType.Ipv4 ? 4 : 16;
                return descriptor with
                {
                    Local = entry.Take(size).ToArray(),
                    Remote = entry.Take(size).ToArray(),
                    LocalPort = entry.Read<ushort>(),
                    RemotePort = entry.Read<ushort>(),
                    Protocol = entry.Read<byte>(),
                };
            case DescriptorType.Ipv4Server or DescriptorType.Ipv6Server:
                return descriptor with
                {
                    Local = entry.Take(type == DescriptorType.Ipv4Server ? 4 : 16).ToArray(),
                    LocalPort = entry.Read<ushort>(),
                    Protocol = entry.Read<byte>(),
                };
            case DescriptorType.Unix:
                return descriptor with { UnixSource = entry.Read<ulong>(), UnixPeer = entry.Read<ulong>(), Name = entry.ReadBytes() };
            case DescriptorType.File:
                return descriptor with
                {
                    OpenFlags = entry.Read<uint>(),
                    Name = entry.ReadBytes(),
                    Dev = version >= 2 ? entry.ReadOr(0u) : 0,
                };
            case DescriptorType.Unknown:
                return descriptor;
            default:
                return descriptor with { Name = entry.ReadBytes() };
        }
    }

    public static void Interfaces(BlockCursor block, int version, ICaptureVisitor visitor)
    {
        while (block.Left >= 4)
        {
            // The entry's length does not count itself here, unlike everywhere else.
            var entry = version >= 2 ? block.Entry(block.Read<int>()) : block;
            int type = entry.Read<ushort>();
            int nameLength = entry.Read<ushort>();
            int size = type is 1 or 3 ? 4 : 16;
            byte[] address = entry.Take(size).ToArray();
            byte[] netmask = entry.Take(size).ToArray();
            entry.Take(size);
            if (type is 1 or 2)
                entry.Read<ulong>();
            var name = entry.Take(Math.Min(nameLength, entry.Left));
            int end = name.IndexOf((byte)0);
            visitor.Interface(new CapturedInterface(Encoding.UTF8.GetString(end < 0 ? name : name[..end]), address, netmask));
            if (version < 2)
                block = entry;
        }
    }

    public static void TaskFacts(BlockCursor block, ICaptureVisitor visitor)
    {
        while (block.Left >= 4)
        {
            var entry = block.Entry(block.Read<int>() - 4);
            visitor.TaskFact(new CapturedTaskFact(entry.Read<long>(), entry.Read<ulong>(), entry.Read<ulong>(), entry.Read<ulong>()));
        }
    }

    public static void Users(BlockCursor block, int version, ICaptureVisitor visitor)
    {
        while (block.Left >= 4)
        {
            var entry = version >= 2 ? block.Entry(block.Read<int>() - 4) : block;
            if (entry.Read<byte>() == 0)
                visitor.User(new CapturedUser(entry.Read<uint>(), entry.Read<uint>(), entry.ReadBytes(), entry.ReadBytes(), entry.ReadBytes()));
            else
                visitor.Group(new CapturedGroup(entry.Read<uint>(), entry.ReadBytes()));
            if (version < 2)
                block = entry;
        }
    }
}
