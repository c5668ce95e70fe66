using Saker.State;

namespace Saker.Containers.Sources;

/// <summary>What a source knows of a container.</summary>
/// <param name="Metadata">What it says.</param>
/// <param name="Told">What of it that source knows; anything else in it is no more than a default.</param>
internal sealed record Answer(ContainerMetadata Metadata, ContainerParts Told)
{
    /// <summary>This answer where it tells something, and another one for the rest.</summary>
    public Answer Over(Answer? other)
    {
        if (other is null)
            return this;
        var rest = other.Told & ~Told;
        var (from, metadata) = (other.Metadata, Metadata);
        if (rest.HasFlag(ContainerParts.Name))
            metadata = metadata with { Name = from.Name };
        if (rest.HasFlag(ContainerParts.Image))
            metadata = metadata with { Image = from.Image, ImageId = from.ImageId, ImageRepository = from.ImageRepository, ImageTag = from.ImageTag };
        if (rest.HasFlag(ContainerParts.Digest))
            metadata = metadata with { ImageDigest = from.ImageDigest };
        if (rest.HasFlag(ContainerParts.Setup))
            metadata = Setup(metadata, from);
        if (rest.HasFlag(ContainerParts.Network))
            metadata = metadata with { Ip = from.Ip, Cni = from.Cni };
        if (rest.HasFlag(ContainerParts.Probes))
            metadata = metadata with { Healthcheck = from.Healthcheck, LivenessProbe = from.LivenessProbe, ReadinessProbe = from.ReadinessProbe };
        if (rest.HasFlag(ContainerParts.Labels))
            metadata = metadata with { Labels = from.Labels };
        if (rest.HasFlag(ContainerParts.Pod))
            metadata = metadata with { SandboxId = from.SandboxId, ShortSandboxId = from.ShortSandboxId, Pod = from.Pod };
        if (rest.HasFlag(ContainerParts.PodLabels))
            metadata = metadata with { PodLabels = from.PodLabels };
        return new Answer(metadata with { Type = metadata.Type.Length > 0 ? metadata.Type : from.Type }, Told | other.Told);
    }

    private static ContainerMetadata Setup(ContainerMetadata metadata, ContainerMetadata from) => metadata with
    {
        IsPrivileged = from.IsPrivileged,
        HostPid = from.HostPid,
        HostNetwork = from.HostNetwork,
        HostIpc = from.HostIpc,
        Mounts = from.Mounts,
        MountList = from.MountList,
    };
}
