using k8s;
using k8s.Models;

namespace Saker.Kubernetes.Watching;

/// <summary>Watches all objects of a cluster that pods belong to: one connection for each kind, however many nodes there are.</summary>
public sealed class ClusterWatch : IAsyncDisposable
{
    private const int PageSize = 500;

    private readonly IKubernetes client;
    private readonly Action<string> log;
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> running = [];
    private readonly List<Task> listed = [];

    /// <summary>Begins to watch.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="log">Where it is said what goes wrong.</param>
    public ClusterWatch(IKubernetes client, Action<string> log)
    {
        this.client = client;
        this.log = log;
        Start(Pods());
        Start(Namespaces());
        Start(Deployments());
        Start(ReplicaSets());
        Start(Controllers());
        Start(Services());
    }

    /// <summary>The objects.</summary>
    public ClusterStore Store { get; } = new();

    /// <summary>How it goes.</summary>
    public WatchCounts Counts { get; } = new();

    /// <summary>Done once all that is there has been read.</summary>
    public Task Ready => Task.WhenAll(listed);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private static ClusterObject Convert(ObjectKind kind, V1ObjectMeta meta) => new(kind, meta.Uid, meta.NamespaceProperty ?? "", meta.Name)
    {
        Labels = meta.Labels?.ToDictionary() ?? [],
        Owner = meta.OwnerReferences?.FirstOrDefault(o => o.Controller == true)?.Uid ?? "",
    };

    private void Start<T>(ObjectSource<T> source)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var reflector = new Reflector<T>(source, Store, Counts, log);
        listed.Add(reflector.Listed);
        running.Add(Task.Run(() => reflector.RunAsync(over.Token)));
    }

    private ObjectSource<V1Pod> Pods() => new()
    {
        Kind = ObjectKind.Pod,
        List = async (page, cancel) => await client.CoreV1.ListPodForAllNamespacesAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1PodList)list).Items,
        Watch = (version, fail, cancel) => client.CoreV1.WatchListPodForAllNamespacesAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = pod => Convert(ObjectKind.Pod, pod.Metadata) with { Node = pod.Spec?.NodeName ?? "", Ip = pod.Status?.PodIP ?? "" },
    };

    private ObjectSource<V1Namespace> Namespaces() => new()
    {
        Kind = ObjectKind.Namespace,
        List = async (page, cancel) => await client.CoreV1.ListNamespaceAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1NamespaceList)list).Items,
        Watch = (version, fail, cancel) => client.CoreV1.WatchListNamespaceAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = one => Convert(ObjectKind.Namespace, one.Metadata),
    };

    private ObjectSource<V1Deployment> Deployments() => new()
    {
        Kind = ObjectKind.Deployment,
        List = async (page, cancel) => await client.AppsV1.ListDeploymentForAllNamespacesAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1DeploymentList)list).Items,
        Watch = (version, fail, cancel) => client.AppsV1.WatchListDeploymentForAllNamespacesAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = one => Convert(ObjectKind.Deployment, one.Metadata),
    };

    private ObjectSource<V1ReplicaSet> ReplicaSets() => new()
    {
        Kind = ObjectKind.ReplicaSet,
        List = async (page, cancel) => await client.AppsV1.ListReplicaSetForAllNamespacesAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1ReplicaSetList)list).Items,
        Watch = (version, fail, cancel) => client.AppsV1.WatchListReplicaSetForAllNamespacesAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = one => Convert(ObjectKind.ReplicaSet, one.Metadata),
    };

    private ObjectSource<V1ReplicationController> Controllers() => new()
    {
        Kind = ObjectKind.ReplicationController,
        List = async (page, cancel) => await client.CoreV1.ListReplicationControllerForAllNamespacesAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1ReplicationControllerList)list).Items,
        Watch = (version, fail, cancel) => client.CoreV1.WatchListReplicationControllerForAllNamespacesAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = one => Convert(ObjectKind.ReplicationController, one.Metadata),
    };

    private ObjectSource<V1Service> Services() => new()
    {
        Kind = ObjectKind.Service,
        List = async (page, cancel) => await client.CoreV1.ListServiceForAllNamespacesAsync(continueParameter: page, limit: PageSize, cancellationToken: cancel).ConfigureAwait(false),
        Items = list => ((V1ServiceList)list).Items,
        Watch = (version, fail, cancel) => client.CoreV1.WatchListServiceForAllNamespacesAsync(
            allowWatchBookmarks: true, resourceVersion: version, onError: fail, cancellationToken: cancel),
        Convert = one => Convert(ObjectKind.Service, one.Metadata) with { Selector = one.Spec?.Selector?.ToDictionary() ?? [] },
    };
}
