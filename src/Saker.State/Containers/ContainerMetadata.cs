using System.Text;

namespace Saker.State;

/// <summary>What a container's runtime said of it. Texts are UTF-8; an empty one was not given.</summary>
public sealed record ContainerMetadata
{
    /// <summary>What is said of everything outside of containers.</summary>
    public static ContainerMetadata Host { get; } = new() { Id = "host", Name = [.. "host"u8] };

    /// <summary>First twelve characters of the id.</summary>
    public required string Id { get; init; }

    /// <summary>Whole id.</summary>
    public byte[] FullId { get; init; } = [];

    /// <summary>Runtime.</summary>
    public byte[] Type { get; init; } = [];

    /// <summary>Name.</summary>
    public byte[] Name { get; init; } = [];

    /// <summary>Image with its tag or digest.</summary>
    public byte[] Image { get; init; } = [];

    /// <summary>Id of the image.</summary>
    public byte[] ImageId { get; init; } = [];

    /// <summary>Repository of the image.</summary>
    public byte[] ImageRepository { get; init; } = [];

    /// <summary>Tag of the image.</summary>
    public byte[] ImageTag { get; init; } = [];

    /// <summary>Digest of the image.</summary>
    public byte[] ImageDigest { get; init; } = [];

    /// <summary>Address.</summary>
    public byte[] Ip { get; init; } = [];

    /// <summary>What the network plugin said of the pod.</summary>
    public byte[] Cni { get; init; } = [];

    /// <summary>Whether it was started with all privileges.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Whether it shares the pid namespace of the host.</summary>
    public bool HostPid { get; init; }

    /// <summary>Whether it shares the network of the host.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Whether it shares the IPC namespace of the host.</summary>
    public bool HostIpc { get; init; }

    /// <summary>Mounts.</summary>
    public ContainerMount[] Mounts { get; init; } = [];

    /// <summary>Labels.</summary>
    public ContainerLabels Labels { get; init; } = ContainerLabels.None;

    /// <summary>Its pod, as far as something other than its labels tells.</summary>
    public ContainerPod Pod { get; init; } = ContainerPod.None;

    /// <summary>Id of the container that holds its pod together; empty when it is in none.</summary>
    public byte[] SandboxId { get; init; } = [];

    /// <summary>The first twelve characters of <see cref="SandboxId"/>.</summary>
    public byte[] ShortSandboxId { get; init; } = [];

    /// <summary>Under which the sandbox is found; null when the container was told of its network itself, or is in no pod.</summary>
    public string? SandboxKey { get; init; }

    /// <summary>Labels of its pod.</summary>
    public ContainerLabels PodLabels { get; init; } = ContainerLabels.None;

    /// <summary>Command of the health check; empty when it has none.</summary>
    public ContainerProbe Healthcheck { get; init; } = ContainerProbe.None;

    /// <summary>Command that tells Kubernetes whether the container lives; empty when it runs none.</summary>
    public ContainerProbe LivenessProbe { get; init; } = ContainerProbe.None;

    /// <summary>Command that tells Kubernetes whether the container is ready; empty when it runs none.</summary>
    public ContainerProbe ReadinessProbe { get; init; } = ContainerProbe.None;

    /// <summary>The same with an image, of which everything but its id follows from the reference.</summary>
    public ContainerMetadata With(ContainerImage image) => this with
    {
        Image = image.Reference,
        ImageRepository = image.Repository,
        ImageTag = image.Tag,
        ImageDigest = image.Digest,
    };

    /// <summary>All mounts, each <c>source:destination:mode:writable:propagation</c>, with commas between.</summary>
    public byte[] MountList { get; init; } = [];

    /// <summary>The same with mounts.</summary>
    public ContainerMetadata With(IEnumerable<ContainerMount> mounts)
    {
        ContainerMount[] all = [.. mounts];
        return this with { Mounts = all, MountList = [.. all.SelectMany((m, i) => i == 0 ? m.Text : [(byte)',', .. m.Text])] };
    }
}

/// <summary>A mount of a container.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Destination">Where it is in the container.</param>
/// <param name="Mode">Options as given.</param>
/// <param name="IsWritable">Whether it can be written to.</param>
/// <param name="Propagation">How mounts below it spread.</param>
public sealed record ContainerMount(string Source, string Destination, byte[] Mode, bool IsWritable, byte[] Propagation)
{
    /// <summary><see cref="Source"/> in UTF-8.</summary>
    public byte[] SourceBytes { get; } = Encoding.UTF8.GetBytes(Source);

    /// <summary><see cref="Destination"/> in UTF-8.</summary>
    public byte[] DestinationBytes { get; } = Encoding.UTF8.GetBytes(Destination);

    /// <summary><c>source:destination:mode:writable:propagation</c>.</summary>
    public byte[] Text { get; } =
        [.. Encoding.UTF8.GetBytes($"{Source}:{Destination}:"), .. Mode, .. IsWritable ? ":true:"u8 : ":false:"u8, .. Propagation];
}
