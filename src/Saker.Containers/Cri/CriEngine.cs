using Saker.Containers.Protocols.Cri;
using Saker.Containers.Sources;

namespace Saker.Containers.Cri;

/// <summary>Asks the Container Runtime Interface: about a container, its pod's sandbox, and its image.</summary>
internal sealed class CriEngine : GrpcEngine
{
    private readonly RuntimeService.RuntimeServiceClient runtime;
    private readonly ImageService.ImageServiceClient images;
    private readonly CriReader reader;
    private readonly Containerd.ImageDigests digests;

    public CriEngine(string socket, int labelMaxLength)
        : base(socket)
    {
        runtime = new RuntimeService.RuntimeServiceClient(Channel);
        images = new ImageService.ImageServiceClient(Channel);
        digests = new Containerd.ImageDigests(Channel);
        reader = new CriReader(labelMaxLength);
    }

    protected override async Task<Answer?> ReadAsync(Question question, CancellationToken cancel) =>
        await ContainerAsync(question, cancel).ConfigureAwait(false) ?? await SandboxAsync(question, cancel).ConfigureAwait(false);

    private async Task<Answer?> ContainerAsync(Question question, CancellationToken cancel)
    {
        var listed = await runtime.ListContainersAsync(
            new ListContainersRequest { Filter = new ContainerFilter { Id = question.Id } }, cancellationToken: cancel).ConfigureAwait(false);
        if (listed.Containers.Count == 0)
            return null;
        var status = await FindAsync(runtime.ContainerStatusAsync(
            new ContainerStatusRequest { ContainerId = question.Id, Verbose = true }, cancellationToken: cancel)).ConfigureAwait(false);
        if (status is null)
            return null;
        var sandbox = await StatusAsync(listed.Containers[0].PodSandboxId, cancel).ConfigureAwait(false);
        var image = await ImageAsync(status.Status, cancel).ConfigureAwait(false);
        string reference = status.Status.Image?.Image ?? "";
        string? digest = image is { RepoDigests.Count: > 0 } ? null
            : await digests.FindAsync("k8s.io", ImageNames.IsId(reference) ? image?.RepoTags.FirstOrDefault() ?? "" : reference, cancel).ConfigureAwait(false);
        return reader.Container(question, status, sandbox, image, digest);
    }

    /// <summary>The container that holds a pod together is none to this interface.</summary>
    private async Task<Answer?> SandboxAsync(Question question, CancellationToken cancel) =>
        await StatusAsync(question.Id, cancel).ConfigureAwait(false) is { Status: not null } sandbox ? reader.Sandbox(question, sandbox) : null;

    private Task<PodSandboxStatusResponse?> StatusAsync(string sandbox, CancellationToken cancel) =>
        FindAsync(runtime.PodSandboxStatusAsync(new PodSandboxStatusRequest { PodSandboxId = sandbox, Verbose = true }, cancellationToken: cancel));

    private async Task<Image?> ImageAsync(ContainerStatus container, CancellationToken cancel)
    {
        string name = container.ImageRef.Length > 0 ? container.ImageRef : container.Image?.Image ?? "";
        var answer = await FindAsync(images.ImageStatusAsync(
            new ImageStatusRequest { Image = new ImageSpec { Image = name } }, cancellationToken: cancel)).ConfigureAwait(false);
        return answer?.Image;
    }
}
