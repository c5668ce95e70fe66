using Saker.Containers.Sources;

namespace Saker.Containers.Oci;

/// <summary>Finds the bundle of a container that runs already where low-level runtimes and engines leave it.</summary>
/// <param name="hostRoot">Where the root of the host is mounted.</param>
internal sealed class BundleFinder(string hostRoot)
{
    // Each runtime has a directory for what it runs; Docker and containerd have one for each of their namespaces.
    private static readonly string[] stateRoots =
        ["/run/runc", "/run/crun", "/run/docker/runtime-runc/*", "/run/containerd/runc/*", "/run/user/*/runc", "/run/user/*/crun"];

    private static readonly string[] bundleRoots =
    [
        "/run/containerd/io.containerd.runtime.v2.task/*", "/run/k3s/containerd/io.containerd.runtime.v2.task/*",
        "/run/docker/containerd/daemon/io.containerd.runtime.v2.task/*",
    ];

    private static readonly string[] storages = ["/var/lib/containers/storage/overlay-containers", "/home/*/.local/share/containers/storage/overlay-containers"];

    /// <summary>The bundle's directory; null when there is none.</summary>
    public string? Find(string id) => FromState(id)
        ?? bundleRoots.SelectMany(Expand).Select(root => $"{root}/{id}").FirstOrDefault(IsBundle)
        ?? storages.SelectMany(Expand).Select(root => $"{root}/{id}/userdata").FirstOrDefault(IsBundle);

    private static bool IsBundle(string directory) => File.Exists(directory + "/config.json");

    private string? FromState(string id)
    {
        foreach (string root in stateRoots.SelectMany(Expand))
        {
            using var runc = SmallFile.Json($"{root}/{id}/state.json");
            string? label = runc?.RootElement.Strings("config", "labels").FirstOrDefault(l => l.StartsWith("bundle=", StringComparison.Ordinal));
            using var crun = runc is null ? SmallFile.Json($"{root}/{id}/status") : null;
            string bundle = label?["bundle=".Length..] ?? crun?.RootElement.Text("bundle") ?? "";
            if (bundle.Length > 0 && IsBundle(hostRoot + bundle))
                return hostRoot + bundle;
        }

        return null;
    }

    private IEnumerable<string> Expand(string pattern)
    {
        int star = pattern.IndexOf('*');
        string parent = hostRoot + (star < 0 ? pattern : pattern[..star]);
        if (!Directory.Exists(parent))
            return [];
        return star < 0 ? [parent] : Directory.EnumerateDirectories(parent).Select(d => d + pattern[(star + 1)..]);
    }
}
