using Saker.State;

namespace Saker.Fields;

/// <summary>
/// Container and pod of a process (<c>container.*</c>, <c>k8s.*</c>), as far as its cgroups tell. What only the runtime knows is
/// missing in containers until somebody tells it; on the host it is empty or false, since there the answer is known.
/// </summary>
internal static unsafe class ContainerFields
{
    private delegate ReadOnlySpan<byte> ContainerText(ContainerInfo container);

    private delegate ReadOnlySpan<byte> ImageText(ContainerImage image);

    public static void Register(FieldRegistry on)
    {
        Text(on, "container.id", static c => c.Id);
        Text(on, "container.full_id", static c => c.FullId);
        Text(on, "container.type", static c => c.Type);
        Image(on, "container.image", static i => i.Reference);
        Image(on, "container.image.repository", static i => i.Repository);
        Image(on, "container.image.tag", static i => i.Tag);
        Image(on, "container.image.digest", static i => i.Digest);
        EmptyOnHost(on, "container.image.id", "container.ip", "container.cni.json", "container.labels", "container.mounts",
            "k8s.pod.sandbox_id", "k8s.pod.full_sandbox_id", "k8s.pod.labels", "k8s.pod.ip", "k8s.pod.cni.json");
        on.Number("container.privileged", FieldScope.Process, static (context, out value) =>
        {
            bool? privileged = Of(context)?.IsPrivileged;
            value = privileged == true ? 1 : 0;
            return privileged is not null;
        });
        FalseOnHost(on, "container.host_pid", "container.host_network", "container.host_ipc");
        on.Text("container.name", FieldScope.Process, static (context, out value) =>
        {
            value = "host"u8;
            return Of(context) == ContainerInfo.Host;
        });
        on.Text("k8s.pod.uid", FieldScope.Process, static (context, out value) =>
        {
            value = Of(context) is { } container ? container.PodUid : default;
            return !value.IsEmpty;
        });
        on.Missing("container.mount", "container.mount.source", "container.mount.dest", "container.mount.mode", "container.mount.rdwr",
            "container.mount.propagation", "container.healthcheck", "container.liveness_probe", "container.readiness_probe",
            "container.start_ts", "container.duration", "container.label", "proc.is_container_healthcheck",
            "proc.is_container_liveness_probe", "proc.is_container_readiness_probe");
        on.Missing("k8s.pod.name", "k8s.ns.name", "k8s.pod.id", "k8s.pod.label", "k8s.rc.name", "k8s.rc.id", "k8s.rc.label", "k8s.rc.labels",
            "k8s.svc.name", "k8s.svc.id", "k8s.svc.label", "k8s.svc.labels", "k8s.ns.id", "k8s.ns.label", "k8s.ns.labels", "k8s.rs.name",
            "k8s.rs.id", "k8s.rs.label", "k8s.rs.labels", "k8s.deployment.name", "k8s.deployment.id", "k8s.deployment.label",
            "k8s.deployment.labels");
    }

    private static ContainerInfo? Of(EventContext context) =>
        context.Task == null ? null : context.Machine!.Containers[context.Task->Container];

    private static void Text(FieldRegistry on, string name, ContainerText text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            value = container is null ? default : text(container);
            return container is not null;
        });

    private static void Image(FieldRegistry on, string name, ImageText text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            var image = container?.Image;
            value = image is null ? default : text(image);
            return image is not null || container == ContainerInfo.Host;
        });

    private static void EmptyOnHost(FieldRegistry on, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            on.Text(name, FieldScope.Process, static (context, out value) =>
            {
                value = default;
                return Of(context) == ContainerInfo.Host;
            });
        }
    }

    private static void FalseOnHost(FieldRegistry on, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            on.Number(name, FieldScope.Process, static (context, out value) =>
            {
                value = 0;
                return Of(context) == ContainerInfo.Host;
            });
        }
    }
}
