using System.Buffers;

namespace Saker.State;

/// <summary>What cgroup paths tell of containers: every runtime writes the id into the path, each in its own way.</summary>
internal static class CgroupPath
{
    private static readonly SearchValues<byte> hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Finds the container that a list of <c>subsystem=path</c>, each with its zero byte, names.</summary>
    public static bool TryFindContainer(
        ReadOnlySpan<byte> cgroups, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> podUid)
    {
        while (!cgroups.IsEmpty)
        {
            int end = cgroups.IndexOf((byte)0);
            var entry = end < 0 ? cgroups : cgroups[..end];
            cgroups = end < 0 ? default : cgroups[(end + 1)..];
            var path = entry[(entry.IndexOf((byte)'=') + 1)..];
            if (TryPath(path, out id, out type))
            {
                podUid = FindPod(path);
                return true;
            }
        }

        id = type = podUid = default;
        return false;
    }

    /// <summary>A pod's uid as Kubernetes writes it: systemd units have underscores for its dashes.</summary>
    public static byte[] PodUid(ReadOnlySpan<byte> written)
    {
        byte[] uid = written.ToArray();
        uid.AsSpan().Replace((byte)'_', (byte)'-');
        return uid;
    }

    /// <summary>Looks from the innermost component outwards: a container may have cgroups of its own below its id.</summary>
    private static bool TryPath(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> type)
    {
        var rest = path;
        for (bool innermost = true; !rest.IsEmpty; innermost = false)
        {
            int slash = rest.LastIndexOf((byte)'/');
            var component = rest[(slash + 1)..];
            rest = slash < 0 ? default : rest[..slash];
            if (TryComponent(component, innermost, rest, out id, out type))
                return true;
        }

        id = type = default;
        return false;
    }

    private static bool TryComponent(
        ReadOnlySpan<byte> component, bool innermost, ReadOnlySpan<byte> parents, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> type)
    {
        type = default;
        id = component;
        if (parents.EndsWith("/lxc"u8) || parents.EndsWith("/lxc.payload"u8))
        {
            type = "lxc"u8;
            return !component.IsEmpty;
        }

        if (component.StartsWith("lxc.payload."u8))
        {
            id = component["lxc.payload."u8.Length..];
            type = "lxc"u8;
            return true;
        }

        if (component.EndsWith(".scope"u8))
            component = component[..^".scope"u8.Length];
        if (component.IndexOf("-conmon-"u8) >= 0)
            return false;
        var prefix = component[..(component.LastIndexOfAny((byte)'-', (byte)':') + 1)];
        id = component[prefix.Length..];
        if (!IsHex(id) || !(id.Length == 64 || (id.Length == 32 && innermost && prefix.IsEmpty)))
            return false;
        type = RuntimeOf(prefix, parents);
        return true;
    }

    private static ReadOnlySpan<byte> RuntimeOf(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> parents)
    {
        if (prefix.StartsWith("docker-"u8) || parents.EndsWith("/docker"u8))
            return "docker"u8;
        if (prefix.StartsWith("libpod-"u8) || parents.IndexOf("libpod"u8) >= 0)
            return "podman"u8;
        if (prefix.StartsWith("crio-"u8))
            return "cri-o"u8;
        return "containerd"u8;
    }

    /// <summary>The uid in a component <c>pod&lt;uid&gt;</c> or <c>...-pod&lt;uid&gt;.slice</c> below a kubepods one.</summary>
    private static ReadOnlySpan<byte> FindPod(ReadOnlySpan<byte> path)
    {
        if (path.IndexOf("kubepods"u8) < 0)
            return default;
        int at = path.LastIndexOf("/pod"u8);
        if (at < 0)
            at = path.LastIndexOf("-pod"u8);
        if (at < 0)
            return default;
        var uid = path[(at + 4)..];
        int end = uid.IndexOfAny((byte)'/', (byte)'.');
        return end < 0 ? uid : uid[..end];
    }

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(hexadecimal);
}
