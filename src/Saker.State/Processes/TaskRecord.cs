using System.Runtime.CompilerServices;

namespace Saker.State;

/// <summary>
/// One task, that is a thread; a process is the record of its leader. Lives in a slab outside the managed heap. Links are slab
/// indexes, 0 means none.
/// </summary>
public unsafe struct TaskRecord
{
    /// <summary>Its own slab index.</summary>
    public int Index;

    /// <summary>Record of the leader of its process; itself for leaders.</summary>
    public int Leader;

    internal int NextThread;
    internal int PreviousThread;
    internal int Parent;
    internal int FirstChild;
    internal int NextSibling;
    internal int PreviousSibling;

    /// <summary>Threads of the process that are alive; counted at the leader.</summary>
    public int AliveThreads;

    /// <summary>State of the record.</summary>
    public TaskFlags Flags;

    /// <summary>Thread id in the initial pid namespace.</summary>
    public long Tid;

    /// <summary>Process id in the initial pid namespace; -1 when nothing is known.</summary>
    public long Pid;

    /// <summary>Parent as the kernel gave it: for threads that of their process.</summary>
    public long ParentTid;

    /// <summary>Thread id in its own pid namespace, -1 when unknown.</summary>
    public long VTid;

    /// <summary>Process id in its own pid namespace, -1 when unknown.</summary>
    public long VPid;

    /// <summary>Session id, in its own pid namespace.</summary>
    public long Session;

    /// <summary>Process group, in the initial pid namespace.</summary>
    public long ProcessGroup;

    /// <summary>Process group, in its own pid namespace.</summary>
    public long VirtualProcessGroup;

    /// <summary>Who takes over the children; from the exit event.</summary>
    internal long Reaper;

    /// <summary>Start of the process, nanoseconds since boot: with <see cref="Pid"/> its key. 0 when unknown, as in captures.</summary>
    public ulong ProcessStart;

    /// <summary>When the task began, nanoseconds since 1970; 0 when unknown.</summary>
    public ulong CloneTime;

    /// <summary>When an event of it was last seen, nanoseconds since 1970.</summary>
    public ulong LastSeen;

    /// <summary>Start of the first process of its pid namespace, nanoseconds since 1970; 0 when unknown.</summary>
    public ulong PidNamespaceStart;

    /// <summary>Change time of the executable's inode before the task began, nanoseconds; 0 when unknown.</summary>
    public ulong InodeChangeToClone;

    /// <summary>From the start of the pid namespace to the change of the executable's inode, nanoseconds; 0 when unknown.</summary>
    public ulong PidNamespaceToInodeChange;

    /// <summary>Effective user.</summary>
    public uint Uid;

    /// <summary>Effective group.</summary>
    public uint Gid;

    /// <summary>User that logged in, 4294967295 when nobody did.</summary>
    public uint LoginUid;

    /// <summary>Device number of the controlling terminal, 0 when there is none.</summary>
    public uint Tty;

    /// <summary>Inheritable capabilities.</summary>
    public ulong CapInheritable;

    /// <summary>Permitted capabilities.</summary>
    public ulong CapPermitted;

    /// <summary>Effective capabilities.</summary>
    public ulong CapEffective;

    /// <summary>Most descriptors it may have.</summary>
    public long FdLimit;

    /// <summary>Virtual memory, kB.</summary>
    public uint VmSize;

    /// <summary>Resident memory, kB.</summary>
    public uint VmRss;

    /// <summary>Swapped memory, kB.</summary>
    public uint VmSwap;

    /// <summary>Container, index in the container table; 0 is the host.</summary>
    public int Container;

    /// <summary>Major page faults.</summary>
    public ulong PageFaultsMajor;

    /// <summary>Minor page faults.</summary>
    public ulong PageFaultsMinor;

    /// <summary>Id of its cgroup in the unified hierarchy, 0 when unknown.</summary>
    public ulong CgroupId;

    /// <summary>What its last exec fixed; never null.</summary>
    public Image* Image;

    /// <summary>Working directory with a slash at its end; kept at the leader.</summary>
    public SharedText WorkingDirectory;

    /// <summary>Root directory.</summary>
    public SharedText Root;

    /// <summary>Cgroups, each <c>subsystem=path</c> with its zero byte.</summary>
    public SharedText Cgroups;

    internal FdTable* Descriptors;
    internal PredicateBlock* Predicates;

    private byte commLength;
    private CommBytes comm;

    [InlineArray(31)]
    private struct CommBytes
    {
        private byte first;
    }

    /// <summary>Command name of the thread.</summary>
    public readonly ReadOnlySpan<byte> Comm
    {
        get
        {
            fixed (TaskRecord* self = &this)
                return new ReadOnlySpan<byte>((byte*)&self->comm, commLength);
        }
    }

    /// <summary>Whether it leads its process.</summary>
    public readonly bool IsLeader => Tid == Pid;

    /// <summary>Whether nothing is known but that it exists.</summary>
    public readonly bool IsInvalid => (Flags & TaskFlags.Invalid) != 0;

    /// <summary>Whether it lives in a pid namespace of its own.</summary>
    public readonly bool InPidNamespace => (Flags & TaskFlags.ChildInPidNamespace) != 0 || Tid != VTid || Pid != VPid;

    internal bool SetComm(ReadOnlySpan<byte> name)
    {
        if (name.Length > 31)
            name = name[..31];
        if (Comm.SequenceEqual(name))
            return false;
        commLength = (byte)name.Length;
        name.CopyTo(comm);
        return true;
    }
}

/// <summary>State of a task's record.</summary>
[Flags]
public enum TaskFlags : uint
{
    /// <summary>Nothing special.</summary>
    None = 0,
    /// <summary>Only its id is known.</summary>
    Invalid = 1,
    /// <summary>It exited; the record stays until its event is done, or for a leader until its last thread is gone.</summary>
    Dead = 2,
    /// <summary>Takes over the orphans among its descendants.</summary>
    Reaper = 4,
    /// <summary>Began in a pid namespace that is not its parent's.</summary>
    ChildInPidNamespace = 8,
    /// <summary>A leader made up because one of its threads was seen first.</summary>
    StandIn = 16,
    /// <summary>Told of itself, and did so before its maker.</summary>
    ToldOfItself = 32,
    /// <summary>Part of the health check of its container.</summary>
    Healthcheck = 64,
    /// <summary>Part of the liveness probe of its container.</summary>
    LivenessProbe = 128,
    /// <summary>Part of the readiness probe of its container.</summary>
    ReadinessProbe = 256,
    /// <summary>Part of any of these; children are, too.</summary>
    Probes = Healthcheck | LivenessProbe | ReadinessProbe,
}
