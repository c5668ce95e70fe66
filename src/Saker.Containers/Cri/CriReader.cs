using System.Text.Json;
using Google.Protobuf.Collections;
using Saker.Containers.Oci;
using Saker.Containers.Protocols.Cri;
using Saker.Containers.Sources;
using Saker.State;
using ContainerMetadata = Saker.State.ContainerMetadata;
using Image = Saker.Containers.Protocols.Cri.Image;

namespace Saker.Containers.Cri;

/// <summary>Reads answers of the Container Runtime Interface.</summary>
/// <param name="labelMaxLength">Longest label that is kept.</param>
internal sealed class CriReader(int labelMaxLength)
{
    /// <summary>A container in a pod.</summary>
    /// <param name="question">Which.</param>
    /// <param name="answer">Its status.</param>
    /// <param name="sandbox">Its pod's; null when that is gone.</param>
    /// <param name="image">Its image; null when that is gone.</param>
    /// <param name="digest">Digest of the image where the image itself tells none; null when it is not known.</param>
    public Answer Container(Question question, ContainerStatusResponse answer, PodSandboxStatusResponse? sandbox, Image? image, string? digest)
    {
        var status = answer.Status;
        using var info = Info(answer.Info);
        var metadata = Empty(question) with
        {
            Name = Texts.Bytes(status.Metadata?.Name ?? ""),
            Labels = Texts.Labels(status.Labels, labelMaxLength),
            Pod = PodIdentity.Of(status.Labels),
        };
        var config = (info?.RootElement ?? default).At("runtimeSpec");
        bool hasConfig = config.ValueKind == JsonValueKind.Object;
        metadata = hasConfig ? OciConfig.Setup(metadata, config) : metadata;
        metadata = metadata.With(status.Mounts.Select(Mount));
        string reference = status.Image?.Image ?? "";
        IReadOnlyList<string> digests = image is { RepoDigests.Count: > 0 } ? image.RepoDigests : digest is null ? [status.ImageRef] : ["@" + digest];
        metadata = metadata.With(reference, image?.Id ?? status.ImageRef, image?.RepoTags ?? [], [.. digests.Where(d => d.Contains('@'))]);
        metadata = sandbox is null ? metadata : InPod(metadata, sandbox, status.Metadata?.Name ?? "", hasConfig);
        return new Answer(metadata, ContainerParts.OfRuntime);
    }

    /// <summary>The container that holds a pod together.</summary>
    public Answer Sandbox(Question question, PodSandboxStatusResponse sandbox)
    {
        using var info = Info(sandbox.Info);
        var metadata = Empty(question) with
        {
            Name = Texts.Bytes(sandbox.Status.Metadata?.Name ?? ""),
            Labels = Texts.Labels(sandbox.Status.Labels, labelMaxLength),
        };
        string image = (info?.RootElement ?? default).Text("image");
        metadata = image.Length > 0 ? metadata.With(ContainerImage.Parse(image)) : metadata;
        return new Answer(InPod(metadata, sandbox, "", hasConfig: false), ContainerParts.OfRuntime);
    }

    private ContainerMetadata InPod(ContainerMetadata metadata, PodSandboxStatusResponse answer, string container, bool hasConfig)
    {
        var sandbox = answer.Status;
        using var info = Info(answer.Info);
        var options = sandbox.Linux?.Namespaces?.Options;
        var probes = new PodProbes(sandbox.Annotations, container);
        metadata = metadata with
        {
            Pod = new ContainerPod(
                Texts.Bytes(sandbox.Metadata?.Name ?? ""), Texts.Bytes(sandbox.Metadata?.Namespace ?? ""), Texts.Bytes(sandbox.Metadata?.Uid ?? "")),
            SandboxId = Texts.Bytes(sandbox.Id),
            ShortSandboxId = Texts.Bytes(Question.Show(sandbox.Id)),
            PodLabels = Texts.Labels(sandbox.Labels, labelMaxLength),
            Ip = Texts.Bytes(sandbox.Network?.Ip ?? ""),
            Cni = Texts.Bytes(Cni((info?.RootElement ?? default).At("cniResult"))),
            LivenessProbe = probes.Liveness,
            ReadinessProbe = probes.Readiness,
        };
        // A pod's network is not the host's just because the container has it from the sandbox.
        return metadata with
        {
            HostNetwork = options?.Network == NamespaceMode.Node,
            HostPid = options?.Pid == NamespaceMode.Node || (hasConfig && options is null && metadata.HostPid),
            HostIpc = options?.Ipc == NamespaceMode.Node,
        };
    }

    private static ContainerMetadata Empty(Question question) =>
        new() { Id = question.ShownId, FullId = Texts.Bytes(question.Id), Type = Texts.Bytes(question.Type) };

    private static ContainerMount Mount(Mount mount) => new(mount.HostPath, mount.ContainerPath, [], !mount.Readonly, Texts.Bytes(mount.Propagation switch
    {
        MountPropagation.PropagationHostToContainer => "rslave",
        MountPropagation.PropagationBidirectional => "rshared",
        _ => "private",
    }));

    private static string Cni(JsonElement result) =>
        result.At("Interfaces") is { ValueKind: JsonValueKind.Object } interfaces ? interfaces.GetRawText() : "";

    /// <summary>Engines put one JSON text into the map, under a name that each has chosen for itself.</summary>
    private static JsonDocument? Info(MapField<string, string> info) =>
        info.TryGetValue("info", out string? text) && text.StartsWith('{') ? JsonDocument.Parse(text) : null;
}
