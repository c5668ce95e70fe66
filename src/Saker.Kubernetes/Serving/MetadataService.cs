using Grpc.Core;
using Saker.Kubernetes.Protocols;
using Saker.Kubernetes.Watching;
using Metadata = Saker.Kubernetes.Protocols.Metadata;

namespace Saker.Kubernetes.Serving;

/// <summary>Serves the sensors of nodes.</summary>
internal sealed class MetadataService(ClusterWatch watch, ServeCounts counts) : Metadata.MetadataBase
{
    public override async Task Watch(Selector request, IServerStreamWriter<Event> responseStream, ServerCallContext context)
    {
        if (request.NodeName.Length == 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "nodeName is missing: a sensor asks for the pods of its node"));
        counts.Came();
        try
        {
            await watch.Ready.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            using var view = new NodeView(watch.Store, request.NodeName);
            await foreach (var told in view.Events.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            {
                await responseStream.WriteAsync(told, context.CancellationToken).ConfigureAwait(false);
                counts.Sent();
            }
        }
        catch (InvalidOperationException e)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, e.Message));
        }
        catch (OperationCanceledException)
        {
            // The sensor went away, or this server does.
        }
        finally
        {
            counts.Went();
        }
    }
}
