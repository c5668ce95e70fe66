using System.Collections.Concurrent;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Saker.Kubernetes.Protocols;
using Saker.State;
using Metadata = Saker.Kubernetes.Protocols.Metadata;

namespace Saker.Kubernetes.Feeding;

/// <summary>
/// The sensor's side: learns from the cluster's watcher what the pods of this node belong to. While the watcher is away what is known stays;
/// when it is back, what has gone meanwhile goes.
/// </summary>
public sealed class ClusterFeed : IDisposable
{
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(30);

    private readonly FeedOptions options;
    private readonly Action<string> warn;
    private readonly ConcurrentQueue<ClusterNews> news = new();
    private readonly CancellationTokenSource over = new();
    private readonly GrpcChannel channel;
    private HashSet<string> known = [];

    /// <summary>Connects, beside everything else.</summary>
    /// <param name="options">Where the watcher is, and which node this is.</param>
    /// <param name="warn">Told of failures, from any thread.</param>
    public ClusterFeed(FeedOptions options, Action<string> warn)
    {
        this.options = options;
        this.warn = warn;
        channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions { HttpHandler = Trust.Handler(options.Authorities), DisposeHttpClient = true });
        _ = Task.Run(RunAsync);
    }

    /// <summary>Takes a piece of news; false when there is none.</summary>
    public bool TryTake(out ClusterNews taken) => news.TryDequeue(out taken!);

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Cancel();
        channel.Dispose();
    }

    private async Task RunAsync()
    {
        for (var pause = firstPause; !over.IsCancellationRequested; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
        {
            try
            {
                if (await ReadAsync().ConfigureAwait(false))
                    pause = firstPause;
                warn("the watcher of the cluster ended the connection; connecting again");
            }
            catch (Exception e) when (e is RpcException or JsonException && !over.IsCancellationRequested)
            {
                warn($"the watcher of the cluster at {options.Address} does not answer: {(e as RpcException)?.Status.Detail ?? e.Message}");
            }
            catch (Exception) when (over.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether anything came.</returns>
    private async Task<bool> ReadAsync()
    {
        var selector = new Selector { NodeName = options.Node };
        foreach (string kind in new[] { "Pod", "Namespace", "Deployment", "ReplicaSet", "ReplicationController", "Service" })
            selector.ResourceKinds[kind] = "true";
        using var call = new Metadata.MetadataClient(channel).Watch(selector, cancellationToken: over.Token);
        var book = new PodBook();
        var former = known;
        bool any = false;
        await foreach (var told in call.ResponseStream.ReadAllAsync(over.Token).ConfigureAwait(false))
        {
            any = true;
            if (told.Reason == "Synced")
            {
                foreach (string gone in former.Except(book.Pods))
                    news.Enqueue(new ClusterNews(gone, null));
                continue;
            }

            book.Take(told, news.Enqueue);
            known = [.. book.Pods];
        }

        return any;
    }
}
