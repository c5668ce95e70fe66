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

    /// <summary>What its runtime said of it; null as long as it said nothing.</summary>
    public ContainerMetadata? Metadata { get; internal set; }

    /// <summary>
    /// Whether its programs hold the capabilities that open the host, as those of a privileged container do: what the kernel granted,
    /// whatever the runtime was asked for. Null as long as none of its programs was seen to start.
    /// </summary>
    public bool? IsPrivileged { get; internal set; }
}
