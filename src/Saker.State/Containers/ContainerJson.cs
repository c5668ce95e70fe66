using System.Text;
using System.Text.Json;

namespace Saker.State;

/// <summary>Reads the JSON in which captures tell of containers; what is missing or of another type stays unsaid.</summary>
internal static class ContainerJson
{
    private const int ShortIdLength = 12;

    private static readonly Dictionary<int, byte[]> typeNames = new()
    {
        [0] = [.. "docker"u8],
        [1] = [.. "lxc"u8],
        [2] = [.. "libvirt-lxc"u8],
        [3] = [.. "mesos"u8],
        [4] = [.. "rkt"u8],
        [6] = [.. "cri"u8],
        [7] = [.. "containerd"u8],
        [8] = [.. "cri-o"u8],
        [9] = [.. "bpm"u8],
        [11] = [.. "podman"u8],
    };

    /// <summary>The container that a text describes; null when it describes none.</summary>
    public static ContainerMetadata? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!JsonDocument.TryParseValue(ref reader, out var document))
                return null;
            using (document)
            {
                return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("container", out var container)
                    && container.ValueKind == JsonValueKind.Object && Text(container, "id") is { Length: > 0 } id ? Read(container, id) : null;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or text in it that is not Unicode.
            return null;
        }
    }

    private static ContainerMetadata Read(JsonElement container, string id)
    {
        string sandbox = Text(container, "pod_sandbox_id");
        string shortSandbox = sandbox.Length > ShortIdLength ? sandbox[..ShortIdLength] : sandbox;
        bool knowsNetwork = Text(container, "cni_json").Length > 0;
        return new ContainerMetadata
        {
            Id = id,
            FullId = Bytes(container, "full_id"),
            Type = typeNames.GetValueOrDefault(Number(container, "type"), []),
            Name = Bytes(container, "name"),
            Image = Bytes(container, "image"),
            ImageId = Bytes(container, "imageid"),
            ImageRepository = Bytes(container, "imagerepo"),
            ImageTag = Bytes(container, "imagetag"),
            ImageDigest = Bytes(container, "imagedigest"),
            Ip = Bytes(container, "ip"),
            Cni = Bytes(container, "cni_json"),
            IsPrivileged = Truth(container, "privileged"),
            HostPid = Truth(container, "host_pid"),
            HostNetwork = Truth(container, "host_network"),
            HostIpc = Truth(container, "host_ipc"),
            Labels = Labels(container, "labels"),
            SandboxId = Encoding.UTF8.GetBytes(sandbox),
            ShortSandboxId = Encoding.UTF8.GetBytes(shortSandbox),
            SandboxKey = knowsNetwork || shortSandbox.Length == 0 ? null : shortSandbox,
            PodLabels = Labels(container, "pod_sandbox_labels"),
        }.With(Elements(container, "Mounts").Select(ReadMount));
    }

    private static ContainerMount ReadMount(JsonElement mount) => new(
        Text(mount, "Source"), Text(mount, "Destination"), Bytes(mount, "Mode"), Truth(mount, "RW"), Bytes(mount, "Propagation"));

    private static ContainerLabels Labels(JsonElement container, string name)
    {
        if (!Find(container, name, JsonValueKind.Object, out var labels))
            return ContainerLabels.None;
        var all = new Dictionary<string, string>();
        foreach (var label in labels.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.String))
            all[label.Name] = label.Value.GetString()!;
        return new ContainerLabels(all);
    }

    private static IEnumerable<JsonElement> Elements(JsonElement of, string name) =>
        Find(of, name, JsonValueKind.Array, out var list) ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static string Text(JsonElement of, string name) => Find(of, name, JsonValueKind.String, out var value) ? value.GetString()! : "";

    private static byte[] Bytes(JsonElement of, string name) => Encoding.UTF8.GetBytes(Text(of, name));

    private static bool Truth(JsonElement of, string name) => Find(of, name, JsonValueKind.True, out _);

    private static int Number(JsonElement of, string name) =>
        Find(of, name, JsonValueKind.Number, out var value) && value.TryGetInt32(out int number) ? number : -1;

    private static bool Find(JsonElement of, string name, JsonValueKind kind, out JsonElement value) =>
        of.TryGetProperty(name, out value) && value.ValueKind == kind;
}
