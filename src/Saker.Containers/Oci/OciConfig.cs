using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Oci;

/// <summary>
/// Reads the configuration that engines give to low-level runtimes (config.json of the OCI runtime specification): how the container is
/// set up, and in annotations what Kubernetes engines know of it.
/// </summary>
internal static class OciConfig
{
    // Those that no runtime grants unless it is asked to; with all of them a container is as good as privileged.
    private static readonly string[] hostCapabilities = ["CAP_NET_ADMIN", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_PTRACE", "CAP_SYS_ADMIN"];

    /// <summary>Mounts, privileges and shared namespaces.</summary>
    public static ContainerMetadata Setup(ContainerMetadata metadata, JsonElement config) => (metadata with
    {
        IsPrivileged = config.Text("annotations", "io.podman.annotations.privileged") == "TRUE"
            || !hostCapabilities.Except(config.Strings("process", "capabilities", "bounding")).Any(),
        HostPid = !HasOwn(config, "pid"),
        HostNetwork = !HasOwn(config, "network"),
        HostIpc = !HasOwn(config, "ipc"),
    }).With(config.Items("mounts").Where(IsBound).Select(Mount));

    /// <summary>The cgroup that the runtime is told to make; empty when it is left to it.</summary>
    public static string Cgroup(JsonElement config) => config.Text("linux", "cgroupsPath");

    private static bool HasOwn(JsonElement config, string type) => config.Items("linux", "namespaces").Any(n => n.Text("type") == type);

    // Every container has /proc, /dev and their like; engines list what was asked for.
    private static bool IsBound(JsonElement mount) => mount.Text("type") == "bind" || mount.Strings("options").Any(o => o is "bind" or "rbind");

    private static ContainerMount Mount(JsonElement mount)
    {
        string[] options = mount.Strings("options");
        string propagation = options.FirstOrDefault(o => o is "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave") ?? "";
        return new ContainerMount(mount.Text("source"), mount.Text("destination"), [], !options.Contains("ro"), Texts.Bytes(propagation));
    }
}
