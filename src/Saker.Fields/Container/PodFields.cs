using Saker.State;

namespace Saker.Fields;

/// <summary>Pod of a process (<c>k8s.*</c>), from the labels that Kubernetes gives to containers and from the pod's sandbox.</summary>
internal static class PodFields
{
    public static void Register(FieldRegistry on)
    {
        Text(on, "k8s.pod.name", Name);
        Text(on, "k8s.ns.name", Namespace);
        Text(on, "k8s.pod.id", static context => Told(context, static pod => pod.Uid, "io.kubernetes.pod.uid"));
        on.Text("k8s.pod.uid", FieldScope.Process, static (context, out value) =>
        {
            value = Uid(context);
            return !value.IsEmpty;
        });
        Said(on, "k8s.pod.sandbox_id", static (_, m) => m.ShortSandboxId);
        Said(on, "k8s.pod.full_sandbox_id", static (_, m) => m.SandboxId);
        Said(on, "k8s.pod.labels", static (context, m) => Sandbox(context, m).PodLabels.List);
        Said(on, "k8s.pod.ip", Ip);
        Said(on, "k8s.pod.cni.json", static (context, m) => Sandbox(context, m).Cni);
        on.Add("k8s.pod.label", (FieldInfo info, string? argument, out string? error) =>
            ContainerFields.Label(info, argument, static (context, m) => Sandbox(context, m).PodLabels, out error));
        on.Tells(ContainerParts.Pod, "k8s.pod.name", "k8s.ns.name", "k8s.pod.id", "k8s.pod.uid", "k8s.pod.sandbox_id", "k8s.pod.full_sandbox_id");
        on.Tells(ContainerParts.PodLabels, "k8s.pod.labels", "k8s.pod.label");
        on.Tells(ContainerParts.Network, "k8s.pod.ip", "k8s.pod.cni.json");
        on.Missing("k8s.rc.name", "k8s.rc.id", "k8s.rc.label", "k8s.rc.labels", "k8s.svc.name", "k8s.svc.id", "k8s.svc.label",
            "k8s.svc.labels", "k8s.ns.id", "k8s.ns.label", "k8s.ns.labels", "k8s.rs.name", "k8s.rs.id", "k8s.rs.label", "k8s.rs.labels",
            "k8s.deployment.name", "k8s.deployment.id", "k8s.deployment.label", "k8s.deployment.labels");
    }

    /// <summary>Name of the pod, as its runtime tells it; null when it does not.</summary>
    public static byte[]? Name(EventContext context) => Told(context, static pod => pod.Name, "io.kubernetes.pod.name");

    /// <summary>Name of the pod's namespace, as its runtime tells it; null when it does not.</summary>
    public static byte[]? Namespace(EventContext context) => Told(context, static pod => pod.Namespace, "io.kubernetes.pod.namespace");

    /// <summary>Uid of the pod, which its cgroup carries when its runtime does not tell it; null in no pod.</summary>
    public static byte[]? Uid(EventContext context) =>
        Told(context, static pod => pod.Uid, "io.kubernetes.pod.uid") ?? ContainerFields.Of(context)?.PodUid;

    /// <summary>Labels of the pod, as its runtime tells them; null when it told nothing.</summary>
    public static ContainerLabels? Labels(EventContext context) =>
        ContainerFields.Of(context)?.Metadata is { } metadata ? Sandbox(context, metadata).PodLabels : null;

    /// <summary>Address of the pod, as its runtime tells it; null when it told nothing.</summary>
    public static byte[]? Ip(EventContext context) => ContainerFields.Of(context)?.Metadata is { } metadata ? Ip(context, metadata) : null;

    private static byte[] Ip(EventContext context, ContainerMetadata metadata) => metadata.Cni.Length > 0 ? metadata.Ip : Sandbox(context, metadata).Ip;

    /// <summary>What knows of the pod: the container itself when it was told of the network, else the pod's sandbox if that is known.</summary>
    private static ContainerMetadata Sandbox(EventContext context, ContainerMetadata metadata) =>
        metadata.SandboxKey is { } id ? context.Machine!.Containers.Describe(id) ?? metadata : metadata;

    private static byte[]? Told(EventContext context, Func<ContainerPod, byte[]> text, string label)
    {
        var metadata = ContainerFields.Of(context)?.Metadata;
        return metadata is not null && text(metadata.Pod) is { Length: > 0 } known ? known : metadata?.Labels.Find(label);
    }

    private static void Text(FieldRegistry on, string name, Func<EventContext, byte[]?> text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            byte[]? told = text(context);
            value = told;
            return told is not null;
        });

    private static void Said(FieldRegistry on, string name, Func<EventContext, ContainerMetadata, byte[]> text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var metadata = ContainerFields.Of(context)?.Metadata;
            value = metadata is null ? default : text(context, metadata);
            return metadata is not null;
        });
}
