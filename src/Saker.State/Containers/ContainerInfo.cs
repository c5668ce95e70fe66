namespace Saker.State;

/// <summary>A container as its cgroup tells, and what a runtime said of it.</summary>
/// <param name="Id">First twelve characters of the full id; <c>host</c> for what is in none.</param>
/// <param name="FullId">Id as the runtime gave it.</param>
/// <param name="Type">Runtime: <c>docker</c>, <c>containerd</c>, <c>cri-o</c>, <c>podman</c>, <c>lxc</c>; <c>host</c>.</param>
/// <param name="PodUid">Uid of the Kubernetes pod, empty when there is none.</param>
public sealed record ContainerInfo(byte[] Id, byte[] FullId, byte[] Type, byte[] PodUid)
{
    /// <summary>What is in no container.</summary>
    public static ContainerInfo Host { get; } = new([.. "host"u8], [.. "host"u8], [.. "host"u8], [])
    {
        IsPrivileged = false,
        Metadata = ContainerMetadata.Host,
    };

    /// <summary>The cgroup that carries the id; empty when a capture or a runtime told of the container.</summary>
    public string Cgroup { get; init; } = "";

    /// <summary>What its runtime said of it; null as long as it said nothing.</summary>
    public ContainerMetadata? Metadata { get; internal set; }

    /// <summary>What the cluster says of its pod; null when it is in none, or the cluster said nothing.</summary>
    public ClusterPod? Cluster { get; internal set; }

    /// <summary>What was asked for and may still come.</summary>
    public ContainerParts Awaited { get; internal set; }

    /// <summary>
    /// Whether a runtime says that it made the container. Anybody who may make a cgroup can give it the name of one. Null when nobody
    /// was asked, or has answered yet.
    /// </summary>
    public bool? IsVerified { get; internal set; }

    /// <summary>
    /// Whether its programs hold the capabilities that open the host, as those of a privileged container do: what the kernel granted,
    /// whatever the runtime was asked for. Null as long as none of its programs was seen to start.
    /// </summary>
    public bool? IsPrivileged { get; internal set; }

    /// <summary>Tasks that are in it.</summary>
    internal int Tasks { get; set; }

    /// <summary>When the last of them left, in milliseconds since boot; 0 while there are some.</summary>
    internal long EmptySince { get; set; }
}
