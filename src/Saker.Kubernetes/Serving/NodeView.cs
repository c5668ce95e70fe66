using System.Text.Json;
using System.Threading.Channels;
using Saker.Kubernetes.Protocols;
using Saker.Kubernetes.Watching;

namespace Saker.Kubernetes.Serving;

/// <summary>
/// What one node is told: its pods, and the objects that these belong to, each before the first pod that names it and until the last one is
/// gone.
/// </summary>
internal sealed class NodeView : IDisposable
{
    // A node that reads so slowly is better off asking anew.
    private const int MaxWaiting = 65536;

    private readonly ClusterStore store;
    private readonly string node;
    private readonly Channel<Event> events = Channel.CreateBounded<Event>(MaxWaiting);
    private readonly Dictionary<string, string[]> relatedByPod = [];
    private readonly Dictionary<string, (ObjectKind Kind, int Pods)> users = [];

    /// <summary>Begins with all that is there, then <c>Synced</c>, then changes.</summary>
    public NodeView(ClusterStore store, string node)
    {
        this.store = store;
        this.node = node;
        store.Read(s =>
        {
            foreach (var pod in s.PodsOn(node))
                Send(pod, "Create");
            Write(new Event { Reason = "Synced" });
            s.Changed += Change;
        });
    }

    /// <summary>What is to be sent.</summary>
    public ChannelReader<Event> Events => events.Reader;

    public void Dispose() => store.Read(s => s.Changed -= Change);

    private void Change(ClusterObject? former, ClusterObject? next)
    {
        var one = next ?? former!;
        if (one.Kind == ObjectKind.Pod)
        {
            bool was = former is not null && relatedByPod.ContainsKey(former.Uid);
            if (next?.Node == node)
                Send(next, was ? "Update" : "Create");
            else if (was)
                Forget(former!);
            return;
        }

        if (next is not null && users.ContainsKey(next.Uid))
            Write(ToEvent(next, "Update"));
        // It may tie other pods together than before.
        foreach (var pod in store.PodsOn(node).Where(p => Concerns(one, p)).ToArray())
        {
            if (!relatedByPod[pod.Uid].SequenceEqual(store.RelatedTo(pod).Select(r => r.Uid)))
                Send(pod, "Update");
        }
    }

    private static bool Concerns(ClusterObject one, ClusterObject pod) =>
        one.Kind == ObjectKind.Namespace ? one.Name == pod.Namespace : one.Namespace == pod.Namespace;

    private void Send(ClusterObject pod, string reason)
    {
        var related = store.RelatedTo(pod).ToArray();
        string[] former = relatedByPod.GetValueOrDefault(pod.Uid, []);
        foreach (var one in related.Where(r => !former.Contains(r.Uid)))
        {
            if (!users.TryGetValue(one.Uid, out var use))
                Write(ToEvent(one, "Create"));
            users[one.Uid] = (one.Kind, use.Pods + 1);
        }

        relatedByPod[pod.Uid] = [.. related.Select(r => r.Uid)];
        var told = ToEvent(pod, reason);
        told.Refs = new References();
        foreach (var kind in related.GroupBy(r => r.Kind))
            told.Refs.Resources[kind.Key.ToString()] = new ListOfStrings { List = { kind.Select(k => k.Uid) } };
        Write(told);
        foreach (string uid in former.Where(f => !relatedByPod[pod.Uid].Contains(f)))
            Release(uid);
    }

    private void Forget(ClusterObject pod)
    {
        Write(new Event { Reason = "Delete", Uid = pod.Uid, Kind = pod.Kind.ToString() });
        relatedByPod.Remove(pod.Uid, out string[]? related);
        foreach (string uid in related!)
            Release(uid);
    }

    private void Release(string uid)
    {
        var (kind, pods) = users[uid];
        if (pods > 1)
        {
            users[uid] = (kind, pods - 1);
            return;
        }

        users.Remove(uid);
        Write(new Event { Reason = "Delete", Uid = uid, Kind = kind.ToString() });
    }

    private static Event ToEvent(ClusterObject one, string reason)
    {
        var told = new Event { Reason = reason, Uid = one.Uid, Kind = one.Kind.ToString() };
        told.Meta = JsonSerializer.Serialize(new Dictionary<string, object> { ["uid"] = one.Uid, ["name"] = one.Name, ["namespace"] = one.Namespace, ["labels"] = one.Labels });
        if (one.Kind == ObjectKind.Pod)
            told.Status = JsonSerializer.Serialize(new Dictionary<string, string> { ["podIP"] = one.Ip });
        return told;
    }

    private void Write(Event told)
    {
        if (!events.Writer.TryWrite(told))
            events.Writer.TryComplete(new InvalidOperationException($"node {node} does not keep up"));
    }
}
