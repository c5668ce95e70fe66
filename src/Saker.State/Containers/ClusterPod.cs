namespace Saker.State;

/// <summary>A pod and what it belongs to, as the cluster knows it.</summary>
/// <param name="Uid">Uid of the pod.</param>
public sealed record ClusterPod(string Uid)
{
    /// <summary>The pod itself.</summary>
    public required ClusterThing Pod { get; init; }

    /// <summary>Its address; empty before it has one.</summary>
    public byte[] Ip { get; init; } = [];

    /// <summary>Its namespace; null when it is not known.</summary>
    public ClusterThing? Namespace { get; init; }

    /// <summary>Its deployment; null when it has none.</summary>
    public ClusterThing? Deployment { get; init; }

    /// <summary>Its replica set; null when it has none.</summary>
    public ClusterThing? ReplicaSet { get; init; }

    /// <summary>Its replication controller; null when it has none.</summary>
    public ClusterThing? ReplicationController { get; init; }

    /// <summary>The services that select it.</summary>
    public ClusterThing[] Services { get; init; } = [];
}

/// <summary>Something in a cluster that has a name. Texts are UTF-8.</summary>
/// <param name="Name">Name.</param>
/// <param name="Uid">Uid.</param>
/// <param name="Labels">Labels.</param>
public sealed record ClusterThing(byte[] Name, byte[] Uid, ContainerLabels Labels);

/// <summary>What a cluster said of a pod.</summary>
/// <param name="Uid">Uid of the pod.</param>
/// <param name="Pod">What it said; null when the pod is gone.</param>
public sealed record ClusterNews(string Uid, ClusterPod? Pod);
