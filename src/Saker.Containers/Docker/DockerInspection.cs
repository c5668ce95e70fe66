using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Docker;

/// <summary>Reads what Docker says of a container and its image.</summary>
/// <param name="labelMaxLength">Longest label that is kept.</param>
internal sealed class DockerInspection(int labelMaxLength)
{
    /// <summary>The container that a text describes.</summary>
    /// <param name="question">The container.</param>
    /// <param name="container">What <c>GET /containers/ID/json</c> gives.</param>
    /// <param name="image">What <c>GET /images/ID/json</c> gives; undefined when it is not known.</param>
    public Answer Read(Question question, JsonElement container, JsonElement image)
    {
        var labels = container.Map("Config", "Labels");
        var metadata = new ContainerMetadata
        {
            Id = question.ShownId,
            FullId = Texts.Bytes(question.Id),
            Type = Texts.Bytes(question.Type),
            Name = Texts.Bytes(container.Text("Name").TrimStart('/')),
            Ip = Texts.Bytes(Address(container)),
            IsPrivileged = container.IsTrue("HostConfig", "Privileged"),
            HostPid = container.Text("HostConfig", "PidMode") == "host",
            HostNetwork = container.Text("HostConfig", "NetworkMode") == "host",
            HostIpc = container.Text("HostConfig", "IpcMode") == "host",
            Labels = Texts.Labels(labels, labelMaxLength),
            Healthcheck = new ContainerProbe(Healthcheck(container)),
            Pod = PodIdentity.Of(labels),
        };
        metadata = metadata
            .With(container.Items("Mounts").Select(Mount))
            .With(container.Text("Config", "Image"), container.Text("Image"), image.Strings("RepoTags"), image.Strings("RepoDigests"));
        return new Answer(metadata, ContainerParts.OfRuntime);
    }

    private static ContainerMount Mount(JsonElement mount) => new(
        mount.Text("Source"), mount.Text("Destination"), Texts.Bytes(mount.Text("Mode")), mount.IsTrue("RW"), Texts.Bytes(mount.Text("Propagation")));

    private static string Address(JsonElement container)
    {
        if (container.Text("NetworkSettings", "IPAddress") is { Length: > 0 } address)
            return address;
        return container.At("NetworkSettings", "Networks") is { ValueKind: JsonValueKind.Object } networks
            ? networks.EnumerateObject().Select(n => n.Value.Text("IPAddress")).FirstOrDefault(a => a.Length > 0) ?? ""
            : "";
    }

    private static string[] Healthcheck(JsonElement container) => container.Strings("Config", "Healthcheck", "Test") switch
    {
        ["CMD", .. var command] => command,
        ["CMD-SHELL", var script] => ["/bin/sh", "-c", script],
        _ => [],
    };
}
