using Saker.State;

namespace Saker.Fields;

/// <summary>Pod of a process (<c>k8s.*</c>), from the labels that Kubernetes gives to containers and from the pod's sandbox.</summary>
internal static class PodFields
{
    public static void Register(FieldRegistry on)
    {
        LabelText(on, "k8s.pod.name", "io.kubernetes.pod.name");
        LabelText(on, "k8s.ns.name", "io.kubernetes.pod.namespace");
        LabelText(on, "k8s.pod.id", "io.kubernetes.pod.uid");
        on.Text("k8s.pod.uid", FieldScope.Process, static (context, out value) =>
        {
            var container = ContainerFields.Of(context);
            value = container?.Metadata?.Labels.Find("io.kubernetes.pod.uid") ?? container?.PodUid;
            return !value.IsEmpty;
        });
        Said(on, "k8s.pod.sandbox_id", static (_, m) => m.ShortSandboxId);
        Said(on, "k8s.pod.full_sandbox_id", static (_, m) => m.SandboxId);
        Said(on, "k8s.pod.labels", static (context, m) => Sandbox(context, m).PodLabels.List);
        Said(on, "k8s.pod.ip", static (context, m) => m.Cni.Length > 0 ? m.Ip : Sandbox(context, m).Ip);
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

    /// <summary>What knows of the pod: the container itself when it was told of the network, else the pod's sandbox if that is known.</summary>
    private static ContainerMetadata Sandbox(EventContext context, ContainerMetadata metadata) =>
        metadata.SandboxKey is { } id ? context.Machine!.Containers.Describe(id) ?? metadata : metadata;

    private static void LabelText(FieldRegistry on, string name, string key) => on.Text(name, FieldScope.Process, (context, out value) =>
    {
        byte[]? label = ContainerFields.Of(context)?.Metadata?.Labels.Find(key);
        value = label;
        return label is not null;
    });

    private static void Said(FieldRegistry on, string name, Func<EventContext, ContainerMetadata, byte[]> text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var metadata = ContainerFields.Of(context)?.Metadata;
            value = metadata is null ? default : text(context, metadata);
            return metadata is not null;
        });
}
