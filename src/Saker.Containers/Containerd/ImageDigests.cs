using Grpc.Core;
using Grpc.Net.Client;
using Saker.Containers.Protocols.Containerd;

namespace Saker.Containers.Containerd;

/// <summary>Digests of images as containerd keeps them: also of those that were brought from no registry.</summary>
/// <param name="channel">Containerd, or an engine that does not speak its language.</param>
internal sealed class ImageDigests(GrpcChannel channel)
{
    private readonly Images.ImagesClient images = new(channel);

    /// <summary>The digest of an image; null when there is no such image, or nobody who knows.</summary>
    public async Task<string?> FindAsync(string space, string name, CancellationToken cancel)
    {
        if (name.Length == 0)
            return null;
        try
        {
            var answer = await images.GetAsync(new GetImageRequest { Name = name }, Space(space), cancellationToken: cancel).ConfigureAwait(false);
            return answer.Image?.Target?.Digest is { Length: > 0 } digest ? digest : null;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
    }

    /// <summary>The header by which containerd is told a namespace of its own.</summary>
    public static Metadata Space(string name) => new() { { "containerd-namespace", name } };
}
