using System.Buffers;

namespace Saker.State;

/// <summary>What cgroup paths tell of containers: every runtime writes the id into the path, each in its own way.</summary>
internal static class CgroupPath
{
    private static readonly SearchValues<byte> hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Longest id that is taken for one, in bytes.</summary>
    public const int MaxIdLength = 256;

    /// <summary>Finds the container that a list of <c>subsystem=path</c>, each with its zero byte, names.</summary>
    public static bool TryFindContainer(ReadOnlySpan<byte> cgroups, out CgroupContainer found)
    {
        while (!cgroups.IsEmpty)
        {
            int end = cgroups.IndexOf((byte)0);
            var entry = end < 0 ? cgroups : cgroups[..end];
            cgroups = end < 0 ? default : cgroups[(end + 1)..];
            var path = entry[(entry.IndexOf((byte)'=') + 1)..];
            if (!TryPath(path, out found))
                continue;
            found.Pod = FindPod(path);
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>Finds a container by a name that is known to be one's: as a component, or as that of a scope of systemd's.</summary>
    public static bool TryFindNamed(ReadOnlySpan<byte> cgroups, ReadOnlySpan<byte> name, out CgroupContainer found)
    {
        found = default;
        for (int at = cgroups.IndexOf(name); at > 0; at = cgroups[(at + 1)..].IndexOf(name) is >= 0 and var next ? at + 1 + next : -1)
        {
            var rest = cgroups[(at + name.Length)..];
            bool isScope = cgroups[at - 1] == (byte)'-' && rest.StartsWith(".scope"u8);
            if (!isScope && (cgroups[at - 1] != (byte)'/' || (!rest.IsEmpty && rest[0] is not ((byte)'/' or 0))))
                continue;
            int begin = cgroups[..at].LastIndexOf((byte)'=') + 1;
            found = Named(name, "runc"u8);
            found.Cgroup = cgroups[begin..(at + name.Length)];
            return true;
        }

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
    private static bool TryPath(ReadOnlySpan<byte> path, out CgroupContainer found)
    {
        var rest = path;
        for (bool innermost = true; !rest.IsEmpty; innermost = false)
        {
            int slash = rest.LastIndexOf((byte)'/');
            var component = rest[(slash + 1)..];
            var whole = rest;
            rest = slash < 0 ? default : rest[..slash];
            if (!TryComponent(component, innermost, rest, out found) || found.Id.Length > MaxIdLength)
                continue;
            found.Cgroup = whole;
            return true;
        }

        found = default;
        return false;
    }

    private static bool TryComponent(ReadOnlySpan<byte> component, bool innermost, ReadOnlySpan<byte> parents, out CgroupContainer found)
    {
        if (TryName(component, parents, out found))
            return !found.Id.IsEmpty;
        if (component.EndsWith(".scope"u8))
            component = component[..^".scope"u8.Length];
        if (component.IndexOf("-conmon-"u8) >= 0)
            return false;
        if (parents.StartsWith("/ecs/"u8) && IsFargate(component))
        {
            found = new CgroupContainer { Id = component, Type = "containerd"u8 };
            return true;
        }

        var prefix = component[..(component.LastIndexOfAny((byte)'-', (byte)':') + 1)];
        var id = component[prefix.Length..];
        if (!IsHex(id) || !(id.Length == 64 || (id.Length == 32 && innermost && prefix.IsEmpty)))
            return false;
        found = new CgroupContainer { Id = id, Type = RuntimeOf(prefix, parents) };
        return true;
    }

    /// <summary>Managers of system containers go by names, not by ids.</summary>
    private static bool TryName(ReadOnlySpan<byte> component, ReadOnlySpan<byte> parents, out CgroupContainer found)
    {
        found = default;
        if (parents.EndsWith("/lxc"u8) || parents.EndsWith("/lxc.payload"u8))
            found = Named(component, "lxc"u8);
        else if (component.StartsWith("lxc.payload."u8))
            found = Named(component["lxc.payload."u8.Length..], "lxc"u8);
        else if (component.StartsWith("systemd-nspawn@"u8) && component.EndsWith(".service"u8))
            found = Named(component["systemd-nspawn@"u8.Length..^".service"u8.Length], "systemd-nspawn"u8);
        else if (parents.EndsWith("/machine.slice"u8) && component.StartsWith("machine-"u8) && component.EndsWith(".scope"u8))
            found = Machine(component["machine-"u8.Length..^".scope"u8.Length]);
        return found.IsName;
    }

    /// <summary>What systemd-machined registers; virtual machines are among it.</summary>
    private static CgroupContainer Machine(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("qemu"u8))
            return default;
        return Named(name, name.StartsWith("lxc"u8) ? "libvirt-lxc"u8 : "systemd-nspawn"u8);
    }

    private static CgroupContainer Named(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type) => new() { Id = name, Type = type, IsName = true };

    /// <summary>Ids of AWS Fargate: 32 hexadecimal digits, a dash, and ten decimal ones.</summary>
    private static bool IsFargate(ReadOnlySpan<byte> component) =>
        component.Length > 33 && component[32] == (byte)'-' && IsHex(component[..32]) && IsHex(component[33..]);

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

/// <summary>A container that a cgroup's path names; the spans are parts of that path.</summary>
internal ref struct CgroupContainer
{
    /// <summary>Its id or name.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>Whether <see cref="Id"/> is a name that somebody chose.</summary>
    public bool IsName;

    /// <summary>Runtime.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Uid of the Kubernetes pod as written; empty when there is none.</summary>
    public ReadOnlySpan<byte> Pod;

    /// <summary>The path up to the component with the id.</summary>
    public ReadOnlySpan<byte> Cgroup;
}
