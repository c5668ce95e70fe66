using System.Text;
using System.Text.Json;
using Saker.Kubernetes.Protocols;
using Saker.State;

namespace Saker.Kubernetes.Feeding;

/// <summary>Puts together what a watcher tells of pods and of what they belong to, piece by piece.</summary>
internal sealed class PodBook
{
    private readonly Dictionary<string, ClusterThing> things = [];
    private readonly Dictionary<string, Page> pods = [];

    /// <summary>Takes in an event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="news">Called for each pod of which something has changed.</param>
    public void Take(Event told, Action<ClusterNews> news)
    {
        if (told.Reason == "Delete")
        {
            things.Remove(told.Uid);
            if (pods.Remove(told.Uid))
                news(new ClusterNews(told.Uid, null));
            return;
        }

        var thing = Read(told);
        things[told.Uid] = thing;
        if (told.Kind == "Pod")
        {
            pods[told.Uid] = new Page(thing, Address(told.Status), told.Refs?.Resources.ToDictionary(r => r.Key, r => r.Value.List.ToArray()) ?? []);
            news(new ClusterNews(told.Uid, Build(told.Uid)));
            return;
        }

        foreach (string uid in pods.Where(p => p.Value.References.Values.Any(r => r.Contains(told.Uid))).Select(p => p.Key))
            news(new ClusterNews(uid, Build(uid)));
    }

    /// <summary>Uids of the pods that are known.</summary>
    public IReadOnlyCollection<string> Pods => pods.Keys;

    private ClusterPod Build(string uid)
    {
        var page = pods[uid];
        return new ClusterPod(uid)
        {
            Pod = page.Pod,
            Ip = page.Ip,
            Namespace = Related(page, "Namespace").FirstOrDefault(),
            Deployment = Related(page, "Deployment").FirstOrDefault(),
            ReplicaSet = Related(page, "ReplicaSet").FirstOrDefault(),
            ReplicationController = Related(page, "ReplicationController").FirstOrDefault(),
            Services = [.. Related(page, "Service").OrderBy(s => Encoding.UTF8.GetString(s.Name), StringComparer.Ordinal)],
        };
    }

    private IEnumerable<ClusterThing> Related(Page page, string kind) =>
        page.References.GetValueOrDefault(kind, []).Select(uid => things.GetValueOrDefault(uid)).OfType<ClusterThing>();

    private static ClusterThing Read(Event told)
    {
        using var document = JsonDocument.Parse(told.Meta is { Length: > 0 } meta ? meta : "{}");
        var root = document.RootElement;
        string name = root.TryGetProperty("name", out var n) ? n.GetString() ?? "" : "";
        var labels = root.TryGetProperty("labels", out var l) && l.ValueKind == JsonValueKind.Object
            ? new ContainerLabels(l.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "")) : ContainerLabels.None;
        return new ClusterThing(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(told.Uid), labels);
    }

    private static byte[] Address(string? status)
    {
        using var document = JsonDocument.Parse(status is { Length: > 0 } ? status : "{}");
        return document.RootElement.TryGetProperty("podIP", out var ip) ? Encoding.UTF8.GetBytes(ip.GetString() ?? "") : [];
    }

    private sealed record Page(ClusterThing Pod, byte[] Ip, IReadOnlyDictionary<string, string[]> References);
}
