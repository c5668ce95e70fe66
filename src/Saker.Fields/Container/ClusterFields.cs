using Saker.State;

namespace Saker.Fields;

/// <summary>
/// What the cluster knows of a process's pod (<c>k8smeta.*</c>): the pod itself, its namespace, and whatever manages or exposes it. What a
/// runtime tells too, the pod and the name of its namespace, comes from there as long as no cluster has told.
/// </summary>
internal static class ClusterFields
{
    private delegate ClusterThing? ThingOf(ClusterPod pod);

    public static void Register(FieldRegistry on)
    {
        Thing(on, "k8smeta.pod", static p => p.Pod, PodFields.Name, PodFields.Uid, PodFields.Labels);
        Thing(on, "k8smeta.ns", static p => p.Namespace, PodFields.Namespace);
        Thing(on, "k8smeta.deployment", static p => p.Deployment);
        Thing(on, "k8smeta.rs", static p => p.ReplicaSet);
        Thing(on, "k8smeta.rc", static p => p.ReplicationController);
        Text(on, "k8smeta.pod.ip", static p => p.Ip, PodFields.Ip);
        on.Tells(ContainerParts.Cluster | ContainerParts.Pod, "k8smeta.pod.name", "k8smeta.pod.uid", "k8smeta.ns.name");
        on.Tells(ContainerParts.Cluster | ContainerParts.PodLabels, "k8smeta.pod.label", "k8smeta.pod.labels");
        on.Tells(ContainerParts.Cluster | ContainerParts.Network, "k8smeta.pod.ip");
        List(on, "k8smeta.svc.name", static c => Of(c)?.Services.Length ?? 0, static (c, i) => Of(c)!.Services[i].Name);
        List(on, "k8smeta.svc.uid", static c => Of(c)?.Services.Length ?? 0, static (c, i) => Of(c)!.Services[i].Uid);
        List(on, "k8smeta.svc.labels", static c => Of(c)?.Services.Sum(s => s.Labels.Entries.Length) ?? 0, static (c, i) => Of(c)!.Services.SelectMany(s => s.Labels.Entries).ElementAt(i));
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

    private static void Thing(
        FieldRegistry on, string name, ThingOf thing,
        Func<EventContext, byte[]?>? saidName = null, Func<EventContext, byte[]?>? saidUid = null, Func<EventContext, ContainerLabels?>? saidLabels = null)
    {
        ContainerLabels? Labels(EventContext context) => Of(context) is { } pod ? thing(pod)?.Labels : saidLabels?.Invoke(context);
        Text(on, name + ".name", p => thing(p)?.Name, saidName);
        Text(on, name + ".uid", p => thing(p)?.Uid, saidUid);
        List(on, name + ".labels", c => Labels(c)?.Entries.Length ?? 0, (c, i) => Labels(c)!.Entries[i]);
        on.Tells(ContainerParts.Cluster, name + ".label");
        on.Add(name + ".label", (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            string key = argument ?? "";
            return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
            {
                byte[]? label = Labels(context)?.Find(key);
                value = label;
                return label is not null;
            }));
        });
    }

    private static void Text(FieldRegistry on, string name, Func<ClusterPod, byte[]?> text, Func<EventContext, byte[]?>? said = null)
    {
        on.Tells(ContainerParts.Cluster, name);
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            byte[]? told = Of(context) is { } pod ? text(pod) : said?.Invoke(context);
            value = told;
            return told is { Length: > 0 };
        });
    }

    private static void List(FieldRegistry on, string name, Func<EventContext, int> count, Func<EventContext, int, byte[]> item)
    {
        on.Tells(ContainerParts.Cluster, name);
        on.Add(name, (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            return new StringField(info, argument, FieldScope.Process, (EventContext context, int index, out ReadOnlySpan<byte> value) =>
            {
                bool exists = index < count(context);
                value = exists ? item(context, index) : default;
                return exists;
            }, FieldMultiplicity.List);
        });
    }
}
