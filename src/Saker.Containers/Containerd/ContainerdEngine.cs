using System.Text.Json;
using Saker.Containers.Oci;
using Saker.Containers.Protocols.Containerd;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Containerd;

/// <summary>Asks containerd itself, in all of its namespaces: <c>ctr</c> and <c>nerdctl</c> make containers that no pod is about.</summary>
internal sealed class ContainerdEngine : GrpcEngine
{
    private readonly Namespaces.NamespacesClient namespaces;
    private readonly Protocols.Containerd.Containers.ContainersClient containers;
    private readonly ImageDigests digests;
    private readonly int labelMaxLength;

    public ContainerdEngine(string socket, int labelMaxLength)
        : base(socket)
    {
        this.labelMaxLength = labelMaxLength;
        namespaces = new Namespaces.NamespacesClient(Channel);
        containers = new Protocols.Containerd.Containers.ContainersClient(Channel);
        digests = new ImageDigests(Channel);
    }

    protected override async Task<Answer?> ReadAsync(Question question, CancellationToken cancel)
    {
        var spaces = await namespaces.ListAsync(new ListNamespacesRequest(), cancellationToken: cancel).ConfigureAwait(false);
        foreach (var space in spaces.Namespaces)
        {
            if (await FindAsync(space.Name, question.Id, cancel).ConfigureAwait(false) is not { } container)
                continue;
            string? digest = await digests.FindAsync(space.Name, container.Image, cancel).ConfigureAwait(false);
            return Read(question, container, digest);
        }

        return null;
    }

    private async Task<Container?> FindAsync(string space, string id, CancellationToken cancel)
    {
        var answer = await FindAsync(containers.GetAsync(new GetContainerRequest { Id = id }, ImageDigests.Space(space), cancellationToken: cancel)).ConfigureAwait(false);
        return answer?.Container;
    }

    private Answer Read(Question question, Container container, string? digest)
    {
        var metadata = new ContainerMetadata
        {
            Id = question.ShownId,
            FullId = Texts.Bytes(question.Id),
            Type = Texts.Bytes(question.Type),
            Name = Texts.Bytes(container.Labels.TryGetValue("nerdctl/name", out string? name) ? name : question.ShownId),
            Labels = Texts.Labels(container.Labels, labelMaxLength),
            Pod = PodIdentity.Of(container.Labels),
        };
        if (container.Spec is { } spec)
        {
            using var config = JsonDocument.Parse(spec.Value.Memory);
            metadata = OciConfig.Setup(metadata, config.RootElement);
        }

        return new Answer(metadata.With(container.Image, "", [], digest is null ? [] : ["@" + digest]), ContainerParts.OfRuntime);
    }
}
