using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>Takes in what a capture says of the machine before its first event: the counterpart of the live start picture.</summary>
public static unsafe class CapturedStart
{
    /// <summary>Takes in a thread.</summary>
    public static void Add(this MachineState machine, CapturedThread thread)
    {
        if (machine.Tasks.Find(thread.Tid) != null)
            return;
        var task = machine.Tasks.Add(thread.Tid, thread.Pid);
        if (task == null)
            return;
        task->ParentTid = thread.ParentTid;
        task->Session = thread.Sid;
        task->ProcessGroup = thread.Pgid;
        task->VirtualProcessGroup = thread.Vpgid;
        task->VTid = thread.Vtid == -1 ? thread.Tid : thread.Vtid;
        task->VPid = thread.Vpid == -1 ? thread.Pid : thread.Vpid;
        task->SetComm(thread.Comm);
        machine.Tasks.SetImage(task, thread.Exe, thread.ExePath, thread.Arguments, thread.Environment);
        task->Image->Flags = (ImageFlags)thread.ExeFlags;
        task->Image->Inode = thread.ExeIno;
        task->Image->InodeChanged = thread.ExeCtime;
        task->Image->InodeModified = thread.ExeMtime;
        TaskTransitions.SetDirectory(task, thread.Cwd);
        task->Root.Set(thread.Root);
        machine.SetCgroups(task, thread.Cgroups);
        task->FdLimit = thread.FdLimit;
        task->Uid = thread.Uid;
        task->Gid = thread.Gid;
        task->LoginUid = thread.LoginUid;
        task->Tty = thread.Tty;
        task->CapInheritable = thread.CapInheritable;
        task->CapPermitted = thread.CapPermitted;
        task->CapEffective = thread.CapEffective;
        task->VmSize = thread.VmSize;
        task->VmRss = thread.VmRss;
        task->VmSwap = thread.VmSwap;
        task->PageFaultsMajor = thread.MajorFaults;
        task->PageFaultsMinor = thread.MinorFaults;
        task->PidNamespaceStart = thread.PidNamespaceStart;
        machine.Tasks.Tie(task);
    }

    /// <summary>Takes in an open descriptor; that of an unknown thread is passed over.</summary>
    public static void Add(this MachineState machine, long tid, CapturedDescriptor captured)
    {
        var task = machine.Tasks.Find(tid);
        if (task == null)
            return;
        task = machine.Tasks.LeaderOf(task);
        if (task->Descriptors == null)
            task->Descriptors = FdTable.Create();
        var descriptor = task->Descriptors->Put(captured.Number);
        descriptor->Type = captured.Type;
        descriptor->Inode = captured.Ino;
        descriptor->Device = captured.Dev;
        descriptor->OpenFlags = captured.OpenFlags;
        descriptor->Protocol = (L4Protocol)captured.Protocol;
        descriptor->UnixSource = captured.UnixSource;
        descriptor->UnixDestination = captured.UnixPeer;
        descriptor->Name.Set(captured.Name);
        descriptor->RawName.Set(captured.Name);
        if (captured.Type is DescriptorType.Ipv4Server or DescriptorType.Ipv6Server)
        {
            descriptor->Role = SocketRole.Server;
            captured.Local.CopyTo(descriptor->Destination);
            descriptor->DestinationPort = captured.LocalPort;
        }
        else if (descriptor->HasPeer)
        {
            captured.Local.CopyTo(descriptor->Source);
            captured.Remote.CopyTo(descriptor->Destination);
            descriptor->SourcePort = captured.LocalPort;
            descriptor->DestinationPort = captured.RemotePort;
            descriptor->Role = machine.Interfaces.Contains(captured.Local) ? SocketRole.Client : SocketRole.Server;
        }
    }

    /// <summary>Takes in an address of the captured machine.</summary>
    public static void Add(this MachineState machine, CapturedInterface captured) => machine.Interfaces.Add(captured.Address);

    /// <summary>Takes in a user of the captured machine.</summary>
    public static void Add(this MachineState machine, CapturedUser user) =>
        machine.Users.Tell(0, user.Uid, new User(user.Name, user.Home, user.Shell));

    /// <summary>Takes in a group of the captured machine.</summary>
    public static void Add(this MachineState machine, CapturedGroup group) => machine.Users.Tell(0, group.Gid, new Group(group.Name));
}
