using System.Globalization;
using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>Writes how things stand now in front of a capture's events: the counterpart of <see cref="CapturedStart"/>.</summary>
public sealed unsafe class MachinePicture(MachineState machine)
{
    private const uint SharesFiles = 1;
    private const uint IsThread = 8192;

    /// <summary>Writes machine, threads, descriptors, interfaces, users and groups.</summary>
    /// <param name="writer">A capture that holds nothing yet.</param>
    /// <param name="now">Time of the picture, nanoseconds since 1970.</param>
    /// <param name="departed">Threads that are no more, but of which the capture will hold events.</param>
    /// <exception cref="CaptureException">The file cannot be written.</exception>
    public void Write(CaptureWriter writer, ulong now, IReadOnlyList<DescribedTask> departed)
    {
        writer.Write(new CapturedMachine(
            Environment.ProcessorCount, MemoryBytes(), Environment.MachineName, machine.BootTime));
        int[] tasks = Known();
        DescribedTask[] described = [.. tasks.Select(Describe)];
        var present = described.Select(d => d.Thread.Tid).ToHashSet();
        // The number of a thread that ended may be another's by now; of two that bore it the later is told.
        described = [.. departed.Where(d => !present.Contains(d.Thread.Tid)).GroupBy(d => d.Thread.Tid, (_, same) => same.Last()), .. described];
        writer.Write(described.Select(d => d.Thread));
        var open = machine.Options.Live ? new ProcDescriptors(machine.Options.HostRoot) : null;
        foreach (int index in tasks)
            WriteDescriptors(writer, machine.Tasks.At(index), open);
        writer.Write(machine.Interfaces.All);
        writer.Write(
            machine.Users.HostUsers(now).Select(u => new CapturedUser(u.Key, u.Value.Gid, u.Value.Name, u.Value.Home, u.Value.Shell)),
            machine.Users.HostGroups(now).Select(g => new CapturedGroup(g.Key, g.Value.Name)));
        if (machine.Options.Live)
            writer.Write(described.Select(d => d.Fact));
    }

    /// <summary>A thread as it is now.</summary>
    /// <param name="index">Its place in the table.</param>
    public DescribedTask Describe(int index)
    {
        var task = machine.Tasks.At(index);
        return new DescribedTask(Thread(task), new CapturedTaskFact(task->Tid, task->ProcessStart, task->CloneTime, task->CgroupId));
    }

    private static ulong MemoryBytes() => File.ReadLines("/proc/meminfo").Where(l => l.StartsWith("MemTotal:", StringComparison.Ordinal))
        .Select(l => ulong.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();

    private int[] Known()
    {
        var known = new List<int>();
        for (int i = 1; i < machine.Tasks.Limit; i++)
        {
            var task = machine.Tasks.At(i);
            if (task->Index == i && !task->IsInvalid && task->Image != null)
                known.Add(i);
        }

        return [.. known];
    }

    private CapturedThread Thread(TaskRecord* task)
    {
        var leader = machine.Tasks.LeaderOf(task);
        var image = task->Image;
        return new CapturedThread
        {
            Tid = task->Tid,
            Pid = task->Pid,
            ParentTid = task->ParentTid,
            Sid = task->Session,
            Vpgid = task->VirtualProcessGroup,
            Pgid = task->ProcessGroup,
            Vtid = task->VTid,
            Vpid = task->VPid,
            Comm = [.. task->Comm],
            Exe = [.. image->Exe],
            ExePath = [.. image->ExePath],
            Arguments = [.. image->Args],
            Environment = [.. image->Environment],
            Cwd = [.. leader->WorkingDirectory.Span],
            Root = [.. task->Root.Span],
            Cgroups = [.. task->Cgroups.Span],
            FdLimit = task->FdLimit,
            Flags = task->IsLeader ? 0 : IsThread | SharesFiles,
            Uid = task->Uid,
            Gid = task->Gid,
            LoginUid = task->LoginUid,
            VmSize = task->VmSize,
            VmRss = task->VmRss,
            VmSwap = task->VmSwap,
            MajorFaults = task->PageFaultsMajor,
            MinorFaults = task->PageFaultsMinor,
            PidNamespaceStart = task->PidNamespaceStart,
            Tty = task->Tty,
            CapInheritable = task->CapInheritable,
            CapPermitted = task->CapPermitted,
            CapEffective = task->CapEffective,
            ExeIno = image->Inode,
            ExeCtime = image->InodeChanged,
            ExeMtime = image->InodeModified,
            ExeFlags = (uint)image->Flags,
        };
    }

    private static void WriteDescriptors(CaptureWriter writer, TaskRecord* task, ProcDescriptors? open)
    {
        if (!task->IsLeader)
            return;
        if (open is not null)
        {
            writer.Write(task->Tid, open.Of(task->Pid));
            return;
        }

        var table = task->Descriptors;
        var all = new List<CapturedDescriptor>();
        for (int i = 0; table != null && i < table->Count; i++)
        {
            var descriptor = table->At(i, out long number);
            all.Add(Describe(in *descriptor, number));
        }

        writer.Write(task->Tid, all);
    }

    private static CapturedDescriptor Describe(ref readonly Descriptor from, long number)
    {
        int size = from.IsIPv4 ? 4 : 16;
        byte[] source = from.Source[..size].ToArray();
        byte[] destination = from.Destination[..size].ToArray();
        bool server = from.Role == SocketRole.Server;
        bool swap = from.HasPeer && server;
        return new CapturedDescriptor(
            number, from.Type, from.Inode, from.Name.Span.ToArray(),
            from.HasPeer && !swap ? source : destination, from.HasPeer && !swap ? from.SourcePort : from.DestinationPort,
            swap ? source : destination, swap ? from.SourcePort : from.DestinationPort,
            (byte)from.Protocol, from.OpenFlags, from.Device, from.UnixSource, from.UnixDestination);
    }
}

/// <summary>A thread as captures describe it.</summary>
/// <param name="Thread">What every reader of captures understands.</param>
/// <param name="Fact">What the kernel said besides.</param>
public sealed record DescribedTask(CapturedThread Thread, CapturedTaskFact Fact);
