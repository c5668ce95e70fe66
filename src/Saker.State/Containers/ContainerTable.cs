namespace Saker.State;

/// <summary>
/// The containers that tasks are in, by index; 0 is the host. Those that are over are taken out a while after their last task, and what
/// was said of them with them.
/// </summary>
/// <param name="time">The clock; null for the machine's.</param>
public sealed class ContainerTable(TimeProvider? time = null)
{
    /// <summary>How many containers there may be. Whoever writes a capture may tell of any number; nobody runs as many.</summary>
    public const int MaxContainers = 65536;

    private const int MaxDescribed = MaxContainers;

    // A container may be without a process for a moment while it starts, and what was announced may never come.
    private const long KeptFor = 30_000;

    private const long ClusterPatience = 5_000;

    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly List<ContainerInfo> containers = [ContainerInfo.Host];
    private readonly Stack<int> free = [];
    private readonly Dictionary<string, int> byId = [];
    private readonly Dictionary<string, int> byShownId = [];
    private readonly Dictionary<string, ContainerNews> described = [];
    private readonly Dictionary<string, ClusterPod> pods = [];
    private readonly Dictionary<string, byte[]> names = [];
    private readonly Queue<(int Index, ContainerInfo Container)> emptied = new();
    private readonly Queue<(string Id, long Since)> announced = new();
    private readonly Queue<(ContainerInfo Container, long Since)> untied = new();

    /// <summary>Told of containers; null when nobody asks runtimes, as in a replay: containers then stay for good.</summary>
    public IContainerWatcher? Watcher { get; set; }

    /// <summary>Told of each index whose container is over, before another takes it.</summary>
    internal Action<int>? Forgotten { get; set; }

    /// <summary>Whether a cluster tells of pods.</summary>
    public bool AwaitsCluster { get; set; }

    /// <summary>A container by its index in a task.</summary>
    public ContainerInfo this[int index] => containers[index];

    /// <summary>How many there are, the host included.</summary>
    public int Count => containers.Count - free.Count;

    /// <summary>Descriptions and containers that were not kept because there were too many.</summary>
    public long Refused { get; private set; }

    /// <summary>Containers that were taken out.</summary>
    public long Removed { get; private set; }

    /// <summary>What the runtime said of the container with that id of twelve characters, or null.</summary>
    public ContainerMetadata? Describe(string id) => described.GetValueOrDefault(id)?.Metadata;

    /// <summary>The index of the container that a cgroup list puts a task in; 0 when it names none.</summary>
    internal int Of(ReadOnlySpan<byte> cgroups, long process = 0)
    {
        if (!CgroupPath.TryFindContainer(cgroups, out var found) && !TryFindNamed(cgroups, out found))
            return 0;
        Span<char> key = stackalloc char[CgroupPath.MaxIdLength];
        key = key[..System.Text.Encoding.UTF8.GetChars(found.Id, key)];
        if (byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int known))
        {
            // A name that nobody bears any more is another's now; an id never is.
            if (!found.IsName || containers[known].EmptySince == 0)
                return known;
            Remove(known, containers[known]);
        }

        if (Count > MaxContainers)
        {
            Refused++;
            return 0;
        }

        bool isHash = found.Id.Length is 64 or 32 && !found.IsName;
        string shown = (isHash ? key[..12] : key).ToString();
        var container = new ContainerInfo([.. isHash ? found.Id[..12] : found.Id], [.. found.Id], [.. found.Type], CgroupPath.PodUid(found.Pod))
        {
            Cgroup = System.Text.Encoding.UTF8.GetString(found.Cgroup),
            Awaited = Watcher is null ? ContainerParts.None : ContainerParts.OfRuntime,
        };
        if (described.TryGetValue(shown, out var news))
            Put(container, news);
        Tie(container);
        int index = Add(container);
        byId.Add(key.ToString(), index);
        byShownId.TryAdd(shown, index);
        Watcher?.Appeared(container, process);
        return index;
    }

    /// <summary>Counts a task in.</summary>
    internal void Join(int index)
    {
        if (index == 0)
            return;
        containers[index].Tasks++;
        containers[index].EmptySince = 0;
    }

    /// <summary>Counts a task out.</summary>
    internal void Leave(int index)
    {
        if (index == 0 || --containers[index].Tasks > 0 || Watcher is null)
            return;
        containers[index].EmptySince = Milliseconds();
        emptied.Enqueue((index, containers[index]));
    }

    /// <summary>Notes that root lets a runtime make a container that goes by a name, which its cgroup will carry.</summary>
    internal void Announce(string name)
    {
        // Names of slices and services are those of systemd's own cgroups.
        if (names.Count < MaxContainers && name.Length is > 0 and < 64 && !name.Contains('/') && !name.EndsWith(".slice", StringComparison.Ordinal)
            && !name.EndsWith(".service", StringComparison.Ordinal))
            names[name] = System.Text.Encoding.UTF8.GetBytes(name);
        if (byId.TryGetValue(name, out int former) && containers[former].EmptySince != 0)
            Remove(former, containers[former]);
    }

    /// <summary>Takes out containers that have been empty for a while.</summary>
    /// <param name="keptFor">For how long, in milliseconds.</param>
    internal void Sweep(long keptFor = KeptFor)
    {
        long now = Milliseconds();
        while (announced.TryPeek(out var hearsay) && now - hearsay.Since > keptFor)
        {
            announced.Dequeue();
            if (!byShownId.ContainsKey(hearsay.Id))
                described.Remove(hearsay.Id);
        }

        // Some pods no API server knows, such as those of a node that cannot reach it.
        while (untied.TryPeek(out var waiting) && now - waiting.Since > ClusterPatience)
            untied.Dequeue().Container.Awaited &= ~ContainerParts.Cluster;

        while (emptied.TryPeek(out var next))
        {
            var container = next.Container;
            bool isEmpty = ReferenceEquals(containers[next.Index], container) && container.EmptySince != 0;
            if (isEmpty && now - container.EmptySince <= keptFor)
                return;
            emptied.Dequeue();
            if (!isEmpty)
                continue;
            names.Remove(System.Text.Encoding.UTF8.GetString(container.Id));
            Remove(next.Index, container);
        }
    }

    /// <summary>Takes out at once what would be taken out in a while: containers without a task, and descriptions of those that never had one.</summary>
    /// <returns>How many containers and descriptions those are.</returns>
    public int LetGo()
    {
        int before = Count + described.Count;
        Sweep(keptFor: -1);
        return before - Count - described.Count;
    }

    /// <summary>Takes in what was found out about a container, or that it is gone.</summary>
    /// <param name="news">What was found out.</param>
    /// <returns>Index of the container; 0 while no task was seen in it.</returns>
    internal int Tell(ContainerNews news)
    {
        bool isKnown = byShownId.TryGetValue(news.Id, out int index);
        if (news.Metadata is null)
            described.Remove(news.Id);
        else if (described.Count < MaxDescribed || described.ContainsKey(news.Id))
            Keep(news, isKnown);
        else
            Refused++;
        if (!isKnown)
            return 0;
        Put(containers[index], news);
        if (containers[index].Cluster is null && containers[index].PodUid.Length == 0)
            Tie(containers[index]);
        return index;
    }

    /// <summary>Takes in what a cluster says of a pod.</summary>
    /// <returns>Indices of its containers.</returns>
    internal IReadOnlyList<int> Tell(ClusterNews news)
    {
        if (news.Pod is null)
            pods.Remove(news.Uid);
        else if (pods.Count < MaxDescribed || pods.ContainsKey(news.Uid))
            pods[news.Uid] = news.Pod;
        else
            Refused++;
        List<int> found = [];
        for (int i = 1; i < containers.Count; i++)
        {
            if (PodOf(containers[i]) != news.Uid)
                continue;
            containers[i].Cluster = news.Pod;
            containers[i].Awaited &= ~ContainerParts.Cluster;
            found.Add(i);
        }

        return found;
    }

    private static string PodOf(ContainerInfo container) =>
        System.Text.Encoding.UTF8.GetString(container.PodUid.Length > 0 ? container.PodUid : container.Metadata?.Pod.Uid ?? []);

    /// <summary>Low-level runtimes name the cgroup after the container, whatever it is called.</summary>
    private bool TryFindNamed(ReadOnlySpan<byte> cgroups, out CgroupContainer found)
    {
        found = default;
        foreach (byte[] name in names.Values)
        {
            if (CgroupPath.TryFindNamed(cgroups, name, out found))
                return true;
        }

        return false;
    }

    /// <summary>Ties a container to its pod.</summary>
    private void Tie(ContainerInfo container)
    {
        string uid = PodOf(container);
        if (!AwaitsCluster || uid.Length == 0)
            return;
        container.Cluster = pods.GetValueOrDefault(uid);
        if (container.Cluster is not null)
            return;
        container.Awaited |= ContainerParts.Cluster;
        untied.Enqueue((container, Milliseconds()));
    }

    private static void Put(ContainerInfo container, ContainerNews news)
    {
        container.Metadata = news.Metadata;
        container.Awaited = news.Awaited | (container.Awaited & ContainerParts.Cluster);
        container.IsVerified = news.IsVerified;
    }

    private void Keep(ContainerNews news, bool isKnown)
    {
        described[news.Id] = news;
        if (Watcher is not null && !isKnown)
            announced.Enqueue((news.Id, Milliseconds()));
    }

    private long Milliseconds() => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    private int Add(ContainerInfo container)
    {
        if (!free.TryPop(out int index))
        {
            containers.Add(container);
            return containers.Count - 1;
        }

        containers[index] = container;
        return index;
    }

    private void Remove(int index, ContainerInfo container)
    {
        string shown = System.Text.Encoding.UTF8.GetString(container.Id);
        byId.Remove(System.Text.Encoding.UTF8.GetString(container.FullId));
        if (byShownId.TryGetValue(shown, out int owner) && owner == index)
        {
            byShownId.Remove(shown);
            described.Remove(shown);
        }

        containers[index] = ContainerInfo.Host;
        free.Push(index);
        Forgotten?.Invoke(index);
        Removed++;
        Watcher?.Ended(container);
    }
}
