using System.Runtime.InteropServices;
using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>
/// What the machine looks like now: tasks, descriptors, users, containers. One thread owns it; for each event it calls
/// <see cref="Update"/>, lets the rules look, and calls <see cref="Finish"/>.
/// </summary>
public sealed unsafe class MachineState : IDisposable
{
    // NET_ADMIN, SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_ADMIN: no runtime grants any of them unless it is asked to, and a privileged
    // container has them all.
    private const ulong HostCapabilities = (1UL << 12) | (1UL << 16) | (1UL << 17) | (1UL << 19) | (1UL << 21);

    private readonly Actors actors;
    private readonly StaleTasks stale;
    private readonly TaskEviction eviction;
    private readonly Descriptor* live;
    private readonly NameMemory names = new();
    private readonly Arena cgroupNames = new();

    /// <summary>Makes an empty machine.</summary>
    public MachineState(MachineOptions options)
    {
        Options = options;
        Tasks = new TaskTable(options.TaskCapacity, options.DescriptorCapacity, Containers);
        Users = new UserDirectory(options);
        Containers.Forgotten = Users.Forget;
        stale = new StaleTasks(Tasks, options);
        eviction = new TaskEviction(Tasks);
        actors = new Actors(this);
        live = (Descriptor*)NativeMemory.AllocZeroed((nuint)sizeof(Descriptor));
        if (options.Live)
        {
            Interfaces.AddOwn();
            BootTime = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - Environment.TickCount64) * 1_000_000;
        }
    }

    /// <summary>
    /// What the state says of itself, for metrics. Any thread may ask while the machine lives; the numbers are then of about the same
    /// moment.
    /// </summary>
    public IReadOnlyList<StateCounter> Counters =>
    [
        new("n_threads", Tasks.Count, false),
        new("n_added_threads", Tasks.Added, true),
        new("n_removed_threads", Tasks.Removed, true),
        new("n_drops_full_threadtable", Tasks.Refused, true),
        new("n_evicted_stale_threads", stale.Gone, true),
        new("n_evicted_invalid_threads", stale.Invalid, true),
        new("n_evicted_full_threadtable", eviction.Evicted, true),
        new("n_cached_thread_lookups", actors.FoundAgain, true),
        new("n_noncached_thread_lookups", actors.Found, true),
        new("n_failed_thread_lookups", actors.Missed, true),
        new("n_proc_lookups", actors.Lookups.Done, true),
        new("n_failed_proc_lookups", actors.Lookups.Failed, true),
        new("n_refused_proc_lookups", actors.Lookups.Refused, true),
        new("n_fds", Tasks.Descriptors.Added - Tasks.Descriptors.Removed, false),
        new("n_added_fds", Tasks.Descriptors.Added, true),
        new("n_removed_fds", Tasks.Descriptors.Removed, true),
        new("n_drops_full_fdtable", Tasks.Descriptors.Refused, true),
        new("n_cached_fd_lookups", Tasks.Descriptors.FoundAgain, true),
        new("n_noncached_fd_lookups", Tasks.Descriptors.Found, true),
        new("n_failed_fd_lookups", Tasks.Descriptors.Missed, true),
        new("n_containers", Containers.Count - 1, false),
        new("n_removed_containers", Containers.Removed, true),
        new("n_drops_full_container_metadata", Containers.Refused, true),
    ];

    /// <summary>How it is kept.</summary>
    public MachineOptions Options { get; }

    /// <summary>The tasks.</summary>
    public TaskTable Tasks { get; }

    /// <summary>The containers seen so far.</summary>
    public ContainerTable Containers { get; } = new();

    /// <summary>Names of users and groups.</summary>
    public UserDirectory Users { get; }

    /// <summary>The machine's own addresses.</summary>
    public NetworkInterfaces Interfaces { get; } = new();

    /// <summary>Tasks that ended a moment ago.</summary>
    internal RecentExits RecentExits { get; } = new();

    /// <summary>When the machine booted, nanoseconds since 1970; 0 in replay of others' captures, where Falco counts from boot.</summary>
    public ulong BootTime { get; internal set; }

    /// <summary>
    /// How much later the machine's clock says it is than the clock of events, which goes on as it was when the machine's is set. Events can so
    /// be compared with each other, and what is told of them has the right time of day.
    /// </summary>
    public TimeSpan ClockShift { get; set; }

    /// <summary>When the first event happened, nanoseconds since 1970; 0 before it.</summary>
    public ulong FirstEventTime { get; private set; }

    /// <summary>When the event before this one happened; 0 before the second.</summary>
    public ulong PreviousEventTime { get; private set; }

    /// <summary>Applies an event: afterwards the context and this machine tell how things stand after it.</summary>
    public void Update(EventContext context)
    {
        var e = context.Event;
        // What a capture says of a task it says once: there the first come stay.
        if (Options.Live)
            eviction.MakeRoom();
        context.Begin(this);
        if (FirstEventTime == 0 && !IsAboutState(e.Code))
            FirstEventTime = e.Timestamp;
        context.Task = actors.Of(e);
        if (!e.HasFacts)
            DescriptorTransitions.Begin(context);
        Transitions.Of(e.Code)?.Invoke(this, context);
        if (context.Task != null && !(context.Task->IsInvalid && context.Task->LastSeen != 0))
            context.Task->LastSeen = e.Timestamp;
        if (e.HasFacts)
            LiveDescriptors.Resolve(context, live, names);
    }

    /// <summary>Ends an event: what it closed or ended is taken out now that the rules have seen it.</summary>
    public void Finish(EventContext context)
    {
        var e = context.Event;
        PreviousEventTime = e.Timestamp;
        if (context.Task == null)
            return;
        if (!e.HasFacts)
            DescriptorTransitions.Finish(context);
        if (e.Code is EventCode.Procexit_1E or EventCode.ProcexitE)
        {
            if (!e.HasFacts)
                RecentExits.Add(e.Tid, context.Task->ParentTid, e.Timestamp);
            Tasks.Remove(context.Task);
            context.Task = null;
        }
    }

    /// <inheritdoc cref="Actors.CompleteLineage"/>
    public int CompleteLineage() => actors.CompleteLineage();

    /// <summary>
    /// Looks at some tasks whose exit may have been missed and takes out those that are gone; to be called now and then by the thread
    /// that owns the state. Replay has nothing to look at.
    /// </summary>
    public void Sweep(ulong now, int records)
    {
        if (!Options.Live)
            return;
        stale.Sweep(now, records);
        Containers.Sweep();
    }

    /// <summary>Forgets every task, for another machine's picture to take their place.</summary>
    internal void Forget()
    {
        for (int i = 1; i < Tasks.Limit; i++)
        {
            var task = Tasks.At(i);
            if (task->Index == i)
                Tasks.Remove(task);
        }
    }

    /// <summary>Puts a task into the container that its cgroups name.</summary>
    internal void SetCgroups(TaskRecord* task, ReadOnlySpan<byte> cgroups)
    {
        if (cgroups.IsEmpty)
            return;
        cgroupNames.Reset();
        if (!task->Cgroups.Set(CgroupList.Normalize(cgroupNames, cgroups)))
            return;
        Tasks.SetContainer(task, Containers.Of(cgroups, task->Pid));
    }

    /// <summary>Takes in what a runtime says of a container; the container need not be there yet.</summary>
    /// <returns>The container, as an event about it shows it.</returns>
    public ContainerInfo DescribeContainer(ContainerMetadata metadata)
    {
        Take(new ContainerNews(metadata.Id, metadata, ContainerParts.None, IsVerified: true));
        return AsTold(metadata);
    }

    /// <summary>Takes in what was found out about a container, between two events.</summary>
    /// <returns>The container; null while no task was seen in it.</returns>
    public ContainerInfo? Take(ContainerNews news)
    {
        int index = Containers.Tell(news);
        if (index == 0)
            return null;
        Tasks.Predicates.InvalidateContainer(index);
        return Containers[index];
    }

    /// <summary>Takes in what a cluster says of a pod, between two events.</summary>
    /// <returns>The pod's containers.</returns>
    public IEnumerable<ContainerInfo> Take(ClusterNews news)
    {
        var found = Containers.Tell(news);
        foreach (int index in found)
            Tasks.Predicates.InvalidateContainer(index);
        return found.Select(index => Containers[index]);
    }

    /// <summary>Forgets what a runtime said of a container that is gone.</summary>
    /// <inheritdoc cref="DescribeContainer" path="/returns"/>
    internal ContainerInfo ForgetContainer(ContainerMetadata metadata)
    {
        Take(new ContainerNews(metadata.Id, null, ContainerParts.None, IsVerified: null));
        return AsTold(metadata);
    }

    private static ContainerInfo AsTold(ContainerMetadata metadata) =>
        new(System.Text.Encoding.UTF8.GetBytes(metadata.Id), metadata.FullId, metadata.Type, []) { Metadata = metadata };

    /// <summary>A time that the kernel gave since boot, as one since 1970; others, and 0, are left alone.</summary>
    internal ulong FromBoot(ulong time)
    {
        const ulong latestUptime = 1_000_000_000_000_000_000;
        return time is > 0 and < latestUptime ? time + BootTime : time;
    }

    /// <summary>Learns from a program that starts in a container whether the container is privileged.</summary>
    internal void NotePrivileges(TaskRecord* task)
    {
        var container = Containers[task->Container];
        if (task->Container == 0 || container.IsPrivileged == true)
            return;
        bool privileged = (task->CapPermitted & HostCapabilities) == HostCapabilities;
        if (!privileged && container.IsPrivileged == false)
            return;
        container.IsPrivileged = privileged;
        Tasks.Predicates.InvalidateContainer(task->Container);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tasks.Dispose();
        names.Dispose();
        NativeMemory.Free(live);
    }

    /// <summary>Whether an event only tells what was there already: capture writers put these in front.</summary>
    private static bool IsAboutState(EventCode code) => code is EventCode.ContainerJson_2E or EventCode.UserAddedE or EventCode.UserDeletedE
        or EventCode.GroupAddedE or EventCode.GroupDeletedE or EventCode.AsynceventE;
}
