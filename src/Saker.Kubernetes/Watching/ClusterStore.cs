namespace Saker.Kubernetes.Watching;

/// <summary>The objects of a cluster as they are now, and what ties them together. Any thread may use it.</summary>
public sealed class ClusterStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ClusterObject> byUid = [];
    private readonly Dictionary<string, string> namespaces = [];
    private readonly Dictionary<string, HashSet<string>> podsByNode = [];
    private readonly Dictionary<string, HashSet<string>> servicesByNamespace = [];

    /// <summary>Told of each object that came, changed (both are given) or went; called by the thread that changed it, one change at a time.</summary>
    public event Action<ClusterObject?, ClusterObject?>? Changed;

    /// <summary>How many objects there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return byUid.Count;
        }
    }

    /// <summary>Runs something while nothing changes.</summary>
    public void Read(Action<ClusterStore> action)
    {
        lock (gate)
            action(this);
    }

    /// <summary>Takes in an object, or its next version.</summary>
    public void Put(ClusterObject next)
    {
        lock (gate)
        {
            var former = byUid.GetValueOrDefault(next.Uid);
            if (former is not null && former.IsSameAs(next))
                return;
            if (former is not null)
                Unlist(former);
            byUid[next.Uid] = next;
            List(next);
            Changed?.Invoke(former, next);
        }
    }

    /// <summary>Takes out an object.</summary>
    public void Remove(string uid)
    {
        lock (gate)
        {
            if (!byUid.Remove(uid, out var former))
                return;
            Unlist(former);
            Changed?.Invoke(former, null);
        }
    }

    /// <summary>Takes in a whole list of one kind: what is not in it is gone.</summary>
    public void Replace(ObjectKind kind, IReadOnlyCollection<ClusterObject> all)
    {
        lock (gate)
        {
            var there = all.Select(o => o.Uid).ToHashSet();
            foreach (string uid in byUid.Values.Where(o => o.Kind == kind && !there.Contains(o.Uid)).Select(o => o.Uid).ToArray())
                Remove(uid);
            foreach (var one in all)
                Put(one);
        }
    }

    /// <summary>An object; null when there is none of that uid. To be called within <see cref="Read"/> or <see cref="Changed"/>.</summary>
    public ClusterObject? Find(string uid) => byUid.GetValueOrDefault(uid);

    /// <summary>The pods of a node. To be called within <see cref="Read"/> or <see cref="Changed"/>.</summary>
    public IEnumerable<ClusterObject> PodsOn(string node) => podsByNode.TryGetValue(node, out var pods) ? pods.Select(uid => byUid[uid]) : [];

    /// <summary>What a pod belongs to, as far as it is there. To be called within <see cref="Read"/> or <see cref="Changed"/>.</summary>
    public IEnumerable<ClusterObject> RelatedTo(ClusterObject pod)
    {
        if (namespaces.TryGetValue(pod.Namespace, out string? space))
            yield return byUid[space];
        // A replica set stands between a deployment and its pods.
        string owner = pod.Owner;
        for (int depth = 0; depth < 2 && byUid.TryGetValue(owner, out var found); depth++)
        {
            yield return found;
            owner = found.Owner;
        }

        if (!servicesByNamespace.TryGetValue(pod.Namespace, out var services))
            yield break;
        foreach (var service in services.Select(uid => byUid[uid]).Where(s => s.Selects(pod)))
            yield return service;
    }

    private void List(ClusterObject one)
    {
        if (one.Kind == ObjectKind.Namespace)
            namespaces[one.Name] = one.Uid;
        else if (one.Kind == ObjectKind.Pod && one.Node.Length > 0)
            Set(podsByNode, one.Node).Add(one.Uid);
        else if (one.Kind == ObjectKind.Service)
            Set(servicesByNamespace, one.Namespace).Add(one.Uid);
    }

    private void Unlist(ClusterObject one)
    {
        if (one.Kind == ObjectKind.Namespace && namespaces.GetValueOrDefault(one.Name) == one.Uid)
            namespaces.Remove(one.Name);
        else if (one.Kind == ObjectKind.Pod)
            Unset(podsByNode, one.Node, one.Uid);
        else if (one.Kind == ObjectKind.Service)
            Unset(servicesByNamespace, one.Namespace, one.Uid);
    }

    private static HashSet<string> Set(Dictionary<string, HashSet<string>> map, string key)
    {
        if (!map.TryGetValue(key, out var set))
            map.Add(key, set = []);
        return set;
    }

    private static void Unset(Dictionary<string, HashSet<string>> map, string key, string uid)
    {
        if (map.TryGetValue(key, out var set) && set.Remove(uid) && set.Count == 0)
            map.Remove(key);
    }
}
