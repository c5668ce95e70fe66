using Saker.State;

namespace Saker.Fields;

/// <summary>Pod of a process (<c>k8s.*</c>), from the labels that Kubernetes gives to containers and from the pod's sandbox.</summary>
internal static class PodFields
{
    public static void Register(FieldRegistry on)
    {
        PodText(on, "k8s.pod.name", static pod => pod.Name, "io.kubernetes.pod.name");
        PodText(on, "k8s.ns.name", static pod => pod.Namespace, "io.kubernetes.pod.namespace");
        PodText(on, "k8s.pod.id", static pod => pod.Uid, "io.kubernetes.pod.uid");
        on.Text("k8s.pod.uid", FieldScope.Process, static (context, out value) =>
        {
            var container = ContainerFields.Of(context);
            byte[]? told = container?.Metadata?.Pod.Uid is { Length: > 0 } uid ? uid : container?.Metadata?.Labels.Find("io.kubernetes.pod.uid");
            value = told ?? container?.PodUid;
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

    private static void PodText(FieldRegistry on, string name, Func<ContainerPod, byte[]> text, string label) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var metadata = ContainerFields.Of(context)?.Metadata;
            byte[]? told = metadata is not null && text(metadata.Pod) is { Length: > 0 } known ? known : metadata?.Labels.Find(label);
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
