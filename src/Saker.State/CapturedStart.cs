using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>
/// Puts what a capture says of its machine before the first event into the state: the counterpart of the live start picture.
/// </summary>
/// <param name="machine">The state.</param>
public sealed unsafe class CapturedStart(MachineState machine)
{
    private readonly HashSet<ushort> serverPorts = [];

    /// <summary>Takes in a thread; one that is there already is replaced.</summary>
    public void Add(CapturedThread from)
    {
        var old = machine.Tasks.Find(from.Tid);
        if (old != null && (old->Flags & TaskFlags.StandIn) != 0)
        {
            Fill(old, from);
            old->Flags &= ~TaskFlags.StandIn;
            machine.Tasks.TieToParent(old);
            return;
        }

        if (old != null)
            machine.Tasks.Remove(old);
        var task = machine.Tasks.Add(from.Tid, from.Pid);
        if (task == null)
            return;
        Fill(task, from);
        machine.Tasks.Tie(task);
    }

    /// <summary>Takes in a descriptor of a thread's process; that of an unknown thread is passed over.</summary>
    public void Add(long tid, CapturedDescriptor from)
    {
        var task = machine.Tasks.Find(tid);
        if (task == null)
            return;
        var leader = machine.Tasks.LeaderOf(task);
        if (leader->Descriptors == null)
            leader->Descriptors = machine.Tasks.NewDescriptors();
        var fd = leader->Descriptors->Put(from.Number);
        fd->Type = from.Type;
        fd->Name.Set(from.Name);
        fd->RawName.Set(from.Name);
        fd->Inode = from.Ino;
        fd->Device = from.Dev;
        fd->OpenFlags = from.OpenFlags;
        fd->Protocol = (L4Protocol)from.Protocol;
        fd->UnixSource = from.UnixSource;
        fd->UnixDestination = from.UnixPeer;
        if (fd->Type == DescriptorType.Unix)
            fd->Role = from.Name.Length == 0 ? SocketRole.Client : SocketRole.Server;
        if (fd->HasPeer)
        {
            fd->SourcePort = from.LocalPort;
            fd->DestinationPort = from.RemotePort;
            from.Local.CopyTo(fd->Source);
            from.Remote.CopyTo(fd->Destination);
            if (fd->DestinationPort != 0)
                fd->Flags |= DescriptorFlags.Connected;
        }
        else if (fd->IsInternet)
        {
            fd->Role = SocketRole.Server;
            fd->DestinationPort = from.LocalPort;
            from.Local.CopyTo(fd->Destination);
            serverPorts.Add(from.LocalPort);
        }
    }

    /// <summary>Takes in what Saker itself recorded of a thread besides.</summary>
    public void Add(CapturedTaskFact fact)
    {
        var task = machine.Tasks.Find(fact.Tid);
        if (task == null)
            return;
        task->ProcessStart = fact.ProcessStart;
        task->CloneTime = fact.CloneTime;
        task->CgroupId = fact.CgroupId;
    }

    /// <summary>Takes in an interface of the captured machine.</summary>
    public void Add(CapturedInterface captured) => machine.Interfaces.Add(captured);

    /// <summary>Takes in a user of the captured machine.</summary>
    public void Add(CapturedUser user) => machine.Users.Tell(0, user.Uid, new User(user.Gid, user.Name, user.Home, user.Shell));

    /// <summary>Takes in a group of the captured machine.</summary>
    public void Add(CapturedGroup group) => machine.Users.Tell(0, group.Gid, new Group(group.Name));

    /// <summary>
    /// Ties parents and children, now that all are there, and decides who is the client of each connection: a connection whose near
    /// port somebody listens on was accepted.
    /// </summary>
    public void Complete()
    {
        for (int i = 1; i < machine.Tasks.Limit; i++)
        {
            var task = machine.Tasks.At(i);
            if (task->Index != i)
                continue;
            machine.Tasks.TieToParent(task);
            var table = task->Descriptors;
            for (int n = 0; table != null && n < table->Count; n++)
                Decide(table->At(n, out _));
        }
    }

    private void Decide(Descriptor* fd)
    {
        if (!fd->HasPeer || fd->Role != SocketRole.None)
            return;
        fd->Role = serverPorts.Contains(fd->SourcePort) ? SocketRole.Server : SocketRole.Client;
        if (fd->Role != SocketRole.Server)
            return;
        (fd->Source, fd->Destination) = (fd->Destination, fd->Source);
        (fd->SourcePort, fd->DestinationPort) = (fd->DestinationPort, fd->SourcePort);
    }

    private void Fill(TaskRecord* task, CapturedThread from)
    {
        task->ParentTid = from.ParentTid;
        task->VTid = from.Vtid == -1 ? from.Tid : from.Vtid;
        task->VPid = from.Vpid == -1 ? from.Pid : from.Vpid;
        task->Session = from.Sid;
        task->VirtualProcessGroup = from.Vpgid;
        task->ProcessGroup = from.Pgid;
        task->SetComm(from.Comm);
        machine.Tasks.SetImage(task, from.Exe, from.ExePath, from.Arguments, from.Environment);
        task->Image->Flags = (ImageFlags)from.ExeFlags;
        task->Image->Inode = from.ExeIno;
        task->Image->InodeChanged = from.ExeCtime;
        task->Image->InodeModified = from.ExeMtime;
        TaskTransitions.SetDirectory(task, from.Cwd);
        task->Root.Set(from.Root);
        machine.SetCgroups(task, from.Cgroups);
        task->FdLimit = from.FdLimit;
        task->Uid = from.Uid;
        task->Gid = from.Gid;
        task->LoginUid = from.LoginUid;
        task->Tty = from.Tty;
        task->CapInheritable = from.CapInheritable;
        task->CapPermitted = from.CapPermitted;
        task->CapEffective = from.CapEffective;
        task->VmSize = from.VmSize;
        task->VmRss = from.VmRss;
        task->VmSwap = from.VmSwap;
        task->PageFaultsMajor = from.MajorFaults;
        task->PageFaultsMinor = from.MinorFaults;
        task->PidNamespaceStart = from.PidNamespaceStart;
    }
}
