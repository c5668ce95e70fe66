using Saker.State;

namespace Saker.Fields;

/// <summary>
/// Container of a process (<c>container.*</c>): who it is follows from its cgroups, what only the runtime knows from what the runtime
/// said, and is missing until then. On the host it is empty or false, since there the answer is known.
/// </summary>
internal static unsafe class ContainerFields
{
    private delegate byte[] MetadataText(ContainerMetadata metadata);

    private delegate bool MetadataTruth(ContainerMetadata metadata);

    public static void Register(FieldRegistry on)
    {
        RegisterParts(on);
        Text(on, "container.id", static c => c.Id);
        Text(on, "container.full_id", static c => c.Metadata is { FullId.Length: > 0 } metadata ? metadata.FullId : c.FullId);
        Text(on, "container.type", static c => c.Metadata is { Type.Length: > 0 } metadata ? metadata.Type : c.Type);
        Said(on, "container.name", static m => m.Name);
        Said(on, "container.image", static m => m.Image);
        Said(on, "container.image.id", static m => m.ImageId);
        Said(on, "container.image.repository", static m => m.ImageRepository);
        Said(on, "container.image.tag", static m => m.ImageTag);
        Said(on, "container.image.digest", static m => m.ImageDigest);
        Said(on, "container.ip", static m => m.Ip);
        Said(on, "container.cni.json", static m => m.Cni);
        Said(on, "container.labels", static m => m.Labels.List);
        Said(on, "container.mounts", static m => m.MountList);
        Said(on, "container.host_pid", static m => m.HostPid);
        Said(on, "container.host_network", static m => m.HostNetwork);
        Said(on, "container.host_ipc", static m => m.HostIpc);
        on.Number("container.privileged", FieldScope.Process, static (context, out value) =>
        {
            var container = Of(context);
            bool? privileged = container?.Metadata?.IsPrivileged ?? container?.IsPrivileged;
            value = privileged == true ? 1 : 0;
            return privileged is not null;
        });
        on.Add("container.label", (FieldInfo info, string? argument, out string? error) => Label(info, argument, static (_, m) => m.Labels, out error));
        on.Number("container.start_ts", FieldScope.Process, static (context, out value) => ProcessImageFields.NotZero(Start(context), out value));
        on.Number("container.duration", static (context, out value) =>
        {
            value = (long)(context.Event.Timestamp - Start(context));
            return Start(context) != 0;
        });
        RegisterProbes(on);
        on.Number("container.is_verified", FieldScope.Process, static (context, out value) =>
        {
            bool? verified = Of(context)?.IsVerified;
            value = verified == true ? 1 : 0;
            return verified is not null;
        });
    }

    /// <summary>The container that an event is about, or in which it happened; null when there is no telling.</summary>
    public static ContainerInfo? Of(EventContext context) =>
        context.Subject ?? (context.Task == null ? null : context.Machine!.Containers[context.Task->Container]);

    /// <summary>A label by its key.</summary>
    public static Field Label(FieldInfo info, string? argument, Func<EventContext, ContainerMetadata, ContainerLabels> labels, out string? error)
    {
        error = null;
        string key = argument ?? "";
        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            byte[]? found = Of(context)?.Metadata is { } metadata ? labels(context, metadata).Find(key) : null;
            value = found;
            return found is not null;
        }));
    }

    private static void RegisterProbes(FieldRegistry on)
    {
        Probe(on, "container.healthcheck", static m => m.Healthcheck.Text);
        Probe(on, "container.liveness_probe", static m => m.LivenessProbe.Text);
        Probe(on, "container.readiness_probe", static m => m.ReadinessProbe.Text);
        ProbeTask(on, "proc.is_container_healthcheck", TaskFlags.Healthcheck);
        ProbeTask(on, "proc.is_container_liveness_probe", TaskFlags.LivenessProbe);
        ProbeTask(on, "proc.is_container_readiness_probe", TaskFlags.ReadinessProbe);
    }

    // Containers without a probe say so; the host, which nothing probes, has no value.
    private static void Probe(FieldRegistry on, string name, MetadataText command)
    {
        byte[] none = [.. "NONE"u8];
        var parts = on.PartsOf(name);
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            if (container?.Metadata is not { } metadata || container == ContainerInfo.Host)
            {
                value = default;
                return false;
            }

            value = command(metadata);
            if (!value.IsEmpty)
                return true;
            value = none;
            return (container.Awaited & parts) == 0;
        });
    }

    private static void ProbeTask(FieldRegistry on, string name, TaskFlags flag) =>
        on.Number(name, FieldScope.Process, (context, out value) =>
        {
            value = context.Task != null && (context.Task->Flags & flag) != 0 ? 1 : 0;
            return context.Task != null && context.Task->Container != 0;
        });

    private static void RegisterParts(FieldRegistry on)
    {
        on.Tells(ContainerParts.Name, "container.name");
        on.Tells(ContainerParts.Maker, "container.is_verified");
        on.Tells(ContainerParts.Image, "container.image", "container.image.id", "container.image.repository", "container.image.tag");
        on.Tells(ContainerParts.Digest, "container.image.digest");
        on.Tells(ContainerParts.Labels, "container.labels", "container.label");
        on.Tells(ContainerParts.Network, "container.ip", "container.cni.json");
        on.Tells(ContainerParts.Probes, "container.healthcheck", "container.liveness_probe", "container.readiness_probe");
        on.Tells(ContainerParts.Setup, "container.privileged", "container.host_pid", "container.host_network", "container.host_ipc",
            "container.mounts", "container.mount", "container.mount.source", "container.mount.dest", "container.mount.mode",
            "container.mount.rdwr", "container.mount.propagation");
    }

    private static ulong Start(EventContext context) => context.Task == null ? 0 : context.Task->PidNamespaceStart;

    private static void Text(FieldRegistry on, string name, Func<ContainerInfo, byte[]> text) =>
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            value = container is null ? default : text(container);
            return container is not null;
        });

    // What is awaited is not empty or false, it is not known yet.
    private static void Said(FieldRegistry on, string name, MetadataText text)
    {
        var parts = on.PartsOf(name);
        on.Text(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            value = container?.Metadata is { } metadata ? text(metadata) : default;
            return container?.Metadata is not null && (!value.IsEmpty || (container.Awaited & parts) == 0);
        });
    }

    private static void Said(FieldRegistry on, string name, MetadataTruth truth)
    {
        var parts = on.PartsOf(name);
        on.Number(name, FieldScope.Process, (context, out value) =>
        {
            var container = Of(context);
            bool isTrue = container?.Metadata is { } metadata && truth(metadata);
            value = isTrue ? 1 : 0;
            return container?.Metadata is not null && (isTrue || (container.Awaited & parts) == 0);
        });
    }
}
