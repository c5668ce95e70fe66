using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Saker.Containers.Oci;
using Saker.Containers.Protocols.Containerd;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Containerd;

/// <summary>Asks containerd itself, in all of its namespaces: <c>ctr</c> and <c>nerdctl</c> make containers that no pod is about.</summary>
internal sealed class ContainerdEngine : IEngine
{
    private readonly GrpcChannel channel;
    private readonly Namespaces.NamespacesClient namespaces;
    private readonly Protocols.Containerd.Containers.ContainersClient containers;
    private readonly ImageDigests digests;
    private readonly int labelMaxLength;

    public ContainerdEngine(string socket, int labelMaxLength)
    {
        this.labelMaxLength = labelMaxLength;
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = UnixHttp.Handler(socket), DisposeHttpClient = true });
        namespaces = new Namespaces.NamespacesClient(channel);
        containers = new Protocols.Containerd.Containers.ContainersClient(channel);
        digests = new ImageDigests(channel);
    }

    public async Task<Answer?> AskAsync(Question question, CancellationToken cancel)
    {
        try
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
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
        catch (RpcException e)
        {
            throw new EngineException(e.Status.Detail, e);
        }
        catch (JsonException e)
        {
            throw new EngineException(e.Message, e);
        }
    }

    public void Dispose() => channel.Dispose();

    private async Task<Container?> FindAsync(string space, string id, CancellationToken cancel)
    {
        try
        {
            var answer = await containers.GetAsync(new GetContainerRequest { Id = id }, ImageDigests.Space(space), cancellationToken: cancel).ConfigureAwait(false);
            return answer.Container;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
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
