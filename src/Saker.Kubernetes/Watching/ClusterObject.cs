namespace Saker.Kubernetes.Watching;

/// <summary>The kinds of objects that pods belong to, or that belong to pods.</summary>
public enum ObjectKind
{
    /// <summary>Pod.</summary>
    Pod,
    /// <summary>Namespace.</summary>
    Namespace,
    /// <summary>Deployment.</summary>
    Deployment,
    /// <summary>ReplicaSet.</summary>
    ReplicaSet,
    /// <summary>ReplicationController.</summary>
    ReplicationController,
    /// <summary>Service.</summary>
    Service,
}

/// <summary>What is kept of an object of the cluster: who it is, its labels, and what ties it to others.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Uid">Uid.</param>
/// <param name="Namespace">Its namespace; for a namespace empty.</param>
/// <param name="Name">Name.</param>
public sealed record ClusterObject(ObjectKind Kind, string Uid, string Namespace, string Name)
{
    private static readonly Dictionary<string, string> none = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = none;

    /// <summary>Uid of the object that controls it; empty when there is none.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Of a pod: the node it runs on.</summary>
    public string Node { get; init; } = "";

    /// <summary>Of a pod: its address.</summary>
    public string Ip { get; init; } = "";

    /// <summary>Of a service: the labels that its pods have; empty when it selects none.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init; } = none;

    /// <summary>Whether this service selects a pod.</summary>
    public bool Selects(ClusterObject pod) => Kind == ObjectKind.Service && Selector.Count > 0 && Namespace == pod.Namespace
        && Selector.All(s => pod.Labels.TryGetValue(s.Key, out string? value) && value == s.Value);

    /// <summary>Whether two versions of an object tell sensors the same.</summary>
    public bool IsSameAs(ClusterObject other) => (Kind, Uid, Namespace, Name, Owner, Node, Ip) == (other.Kind, other.Uid, other.Namespace, other.Name, other.Owner, other.Node, other.Ip)
        && Same(Labels, other.Labels) && Same(Selector, other.Selector);

    private static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out string? value) && value == p.Value);
}
