namespace Saker.State;

/// <summary>The containers that were seen, by index; 0 is the host.</summary>
public sealed class ContainerTable
{
    private readonly List<ContainerInfo> containers = [ContainerInfo.Host];
    private readonly Dictionary<string, int> byId = [];
    private readonly Dictionary<string, ContainerImage> images = [];

    /// <summary>A container by its index in a task.</summary>
    public ContainerInfo this[int index] => containers[index];

    /// <summary>How many there are, the host included.</summary>
    public int Count => containers.Count;

    /// <summary>Takes in the image of a container that is there or may come.</summary>
    /// <returns>The container's index; 0 when it was not seen yet.</returns>
    internal int SetImage(string fullId, ContainerImage image)
    {
        images[fullId] = image;
        if (!byId.TryGetValue(fullId, out int index))
            return 0;
        containers[index].Image = image;
        return index;
    }

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
        containers.Add(new ContainerInfo([.. isHash ? id[..12] : id], [.. id], [.. type], CgroupPath.PodUid(podUid)) { Image = images.GetValueOrDefault(key.ToString()) });
        byId.Add(key.ToString(), containers.Count - 1);
        return containers.Count - 1;
    }
}
