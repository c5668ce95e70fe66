namespace Saker.State;

/// <summary>The containers that were seen, by index; 0 is the host.</summary>
public sealed class ContainerTable
{
    // Whoever writes a capture may tell of any number of containers; nobody runs as many.
    private const int MaxDescribed = 65536;

    private readonly List<ContainerInfo> containers = [ContainerInfo.Host];
    private readonly Dictionary<string, int> byId = [];
    private readonly Dictionary<string, ContainerMetadata> described = [];

    /// <summary>A container by its index in a task.</summary>
    public ContainerInfo this[int index] => containers[index];

    /// <summary>How many there are, the host included.</summary>
    public int Count => containers.Count;

    /// <summary>Descriptions that were not kept because there were too many.</summary>
    public long Refused { get; private set; }

    /// <summary>What the runtime said of the container with that id of twelve characters, or null.</summary>
    public ContainerMetadata? Describe(string id) => described.GetValueOrDefault(id);

    /// <summary>The index of the container that a cgroup list puts a task in; 0 when it names none.</summary>
    internal int Of(ReadOnlySpan<byte> cgroups)
    {
        if (!CgroupPath.TryFindContainer(cgroups, out var id, out var type, out var podUid))
            return 0;
        Span<char> key = stackalloc char[128];
        if (id.Length > key.Length)
            return 0;
        for (int i = 0; i < id.Length; i++)
            key[i] = (char)id[i];
        key = key[..id.Length];
        if (byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int known))
            return known;
        bool isHash = id.Length is 64 or 32;
        var shortId = isHash ? key[..12] : key;
        containers.Add(new ContainerInfo([.. isHash ? id[..12] : id], [.. id], [.. type], CgroupPath.PodUid(podUid))
        {
            Metadata = Describe(shortId.ToString()),
        });
        byId.Add(key.ToString(), containers.Count - 1);
        return containers.Count - 1;
    }

    /// <summary>Takes in what a runtime says of a container, or that it is gone.</summary>
    /// <param name="id">Its id of twelve characters.</param>
    /// <param name="metadata">What it says; null when the container is gone.</param>
    /// <returns>Index of the container; 0 while no task was seen in it.</returns>
    internal int Tell(string id, ContainerMetadata? metadata)
    {
        if (metadata is null)
            described.Remove(id);
        else if (described.Count < MaxDescribed || described.ContainsKey(id))
            described[id] = metadata;
        else
            Refused++;
        for (int i = 1; i < containers.Count; i++)
        {
            if (!IsText(containers[i].Id, id))
                continue;
            containers[i].Metadata = metadata;
            return i;
        }

        return 0;
    }

    private static bool IsText(byte[] text, string id) => text.Length == id.Length && text.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(id));
}
