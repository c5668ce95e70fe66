using Saker.Events;

namespace Saker.State;

/// <summary>Puts what the head of a capture lists into a machine, before the first event.</summary>
public sealed unsafe class SnapshotLoader(MachineState machine)
{
    private readonly HashSet<ushort> serverPorts = [];

    /// <summary>Takes in a task; one that is there already is replaced.</summary>
    public void Add(TaskSnapshot from)
    {
        var old = machine.Tasks.Find(from.Tid);
        if (old != null && (old->Flags & TaskFlags.StandIn) != 0)
        {
            Fill(old, from);
            old->Flags &= ~TaskFlags.StandIn;
            machine.Tasks.Link(old);
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

    /// <summary>Takes in a descriptor of a task's process.</summary>
    public void Add(long tid, DescriptorSnapshot from)
    {
        var task = machine.Tasks.Find(tid);
        if (task == null)
            return;
        var leader = machine.Tasks.LeaderOf(task);
        if (leader->Descriptors == null)
            leader->Descriptors = FdTable.Create();
        var fd = leader->Descriptors->Put(from.Number);
        fd->Type = from.Type;
        fd->Name.Set(from.Name);
        fd->RawName.Set(from.Name);
        fd->Inode = from.Inode;
        fd->Device = from.Device;
        fd->OpenFlags = from.OpenFlags;
        fd->Protocol = from.Protocol;
        fd->SourcePort = from.SourcePort;
        fd->DestinationPort = from.DestinationPort;
        fd->UnixSource = from.UnixEnds.Source;
        fd->UnixDestination = from.UnixEnds.Destination;
        from.SourceAddress.CopyTo(fd->Source);
        from.DestinationAddress.CopyTo(fd->Destination);
        if (!fd->IsInternet)
            return;
        if (fd->HasPeer)
        {
            if (fd->DestinationPort != 0)
                fd->Flags |= DescriptorFlags.Connected;
        }
        else
        {
            fd->Role = SocketRole.Server;
            serverPorts.Add(fd->DestinationPort);
        }
    }

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
            machine.Tasks.Link(task);
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

    private void Fill(TaskRecord* task, TaskSnapshot from)
    {
        task->ParentTid = from.ParentTid;
        task->VTid = from.VTid;
        task->VPid = from.VPid;
        task->Session = from.Session;
        task->VirtualProcessGroup = from.VirtualProcessGroup;
        task->ProcessGroup = from.ProcessGroup;
        task->SetComm(from.Comm);
        machine.Tasks.SetImage(task, from.Exe, from.ExePath, from.Args, from.Environment);
        task->Image->Flags = from.ImageFlags;
        (task->Image->Inode, task->Image->InodeChanged, task->Image->InodeModified) = from.Inode;
        TaskTransitions.SetDirectory(task, from.WorkingDirectory);
        task->Root.Set(from.Root);
        machine.SetCgroups(task, from.Cgroups);
        task->FdLimit = from.FdLimit;
        task->Uid = from.Uid;
        task->Gid = from.Gid;
        task->LoginUid = from.LoginUid;
        task->Tty = from.Tty;
        (task->VmSize, task->VmRss, task->VmSwap) = from.Memory;
        (task->PageFaultsMajor, task->PageFaultsMinor) = from.PageFaults;
        (task->CapInheritable, task->CapPermitted, task->CapEffective) = from.Capabilities;
        task->PidNamespaceStart = from.PidNamespaceStart;
        task->CloneTime = from.CloneTime;
    }
}
