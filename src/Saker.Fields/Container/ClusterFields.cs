using Saker.State;

namespace Saker.Fields;

/// <summary>What the cluster knows of a process's pod (<c>k8smeta.*</c>): the pod itself, its namespace, and whatever manages or exposes it.</summary>
internal static class ClusterFields
{
    private delegate ClusterThing? ThingOf(ClusterPod pod);

    public static void Register(FieldRegistry on)
    {
        Thing(on, "k8smeta.pod", static p => p.Pod);
        Thing(on, "k8smeta.ns", static p => p.Namespace);
        Thing(on, "k8smeta.deployment", static p => p.Deployment);
        Thing(on, "k8smeta.rs", static p => p.ReplicaSet);
        Thing(on, "k8smeta.rc", static p => p.ReplicationController);
        Text(on, "k8smeta.pod.ip", static p => p.Ip);
        List(on, "k8smeta.svc.name", static p => p.Services.Length, static (p, i) => p.Services[i].Name);
        List(on, "k8smeta.svc.uid", static p => p.Services.Length, static (p, i) => p.Services[i].Uid);
        List(on, "k8smeta.svc.labels", static p => p.Services.Sum(s => s.Labels.Entries.Length), static (p, i) => p.Services.SelectMany(s => s.Labels.Entries).ElementAt(i));
        on.Tells(ContainerParts.Cluster, "k8smeta.svc.label");
        on.Add("k8smeta.svc.label", (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            string key = argument ?? "";
            return new StringField(info, argument, FieldScope.Process, (EventContext context, int index, out ReadOnlySpan<byte> value) =>
            {
                byte[]? label = Of(context)?.Services.Select(s => s.Labels.Find(key)).OfType<byte[]>().ElementAtOrDefault(index);
                value = label;
                return label is not null;
            }, FieldMultiplicity.List);
        });
    }

    private static ClusterPod? Of(EventContext context) => ContainerFields.Of(context)?.Cluster;

    private static void Thing(FieldRegistry on, string name, ThingOf thing)
    {
        Text(on, name + ".name", p => thing(p)?.Name);
        Text(on, name + ".uid", p => thing(p)?.Uid);
        List(on, name + ".labels", p => thing(p)?.Labels.Entries.Length ?? 0, (p, i) => thing(p)!.Labels.Entries[i]);
        on.Tells(ContainerParts.Cluster, name + ".label");
        on.Add(name + ".label", (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            string key = argument ?? "";
            return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
            {
                byte[]? label = Of(context) is { } pod ? thing(pod)?.Labels.Find(key) : null;
                value = label;
                return label is not null;
            }));
        });
    }

    private static void Text(FieldRegistry on, string name, Func<ClusterPod, byte[]?> text)
    {
        on.Tells(ContainerParts.Cluster, name);
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            byte[]? told = Of(context) is { } pod ? text(pod) : null;
            value = told;
            return told is { Length: > 0 };
        });
    }

    private static void List(FieldRegistry on, string name, Func<ClusterPod, int> count, Func<ClusterPod, int, byte[]> item)
    {
        on.Tells(ContainerParts.Cluster, name);
        on.Add(name, (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            return new StringField(info, argument, FieldScope.Process, (EventContext context, int index, out ReadOnlySpan<byte> value) =>
            {
                var pod = Of(context);
                bool exists = pod is not null && index < count(pod);
                value = exists ? item(pod!, index) : default;
                return exists;
            }, FieldMultiplicity.List);
        });
    }
}
