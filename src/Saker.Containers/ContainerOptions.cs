namespace Saker.Containers;

/// <summary>Which runtimes are asked about containers, and how long.</summary>
public sealed record ContainerOptions
{
    /// <summary>The engines that are asked.</summary>
    public IReadOnlyList<EngineOptions> Engines { get; init; } = EngineOptions.Defaults;

    /// <summary>Longest value of a label that is kept, in characters: longer ones are left out.</summary>
    public int LabelMaxLength { get; init; } = 100;

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many containers an engine is asked about at the same time.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Where the root of the host is mounted, without a slash at its end.</summary>
    public string HostRoot { get; init; } = "";
}

/// <summary>The interfaces that engines offer.</summary>
public enum EngineApi
{
    /// <summary>Docker's API.</summary>
    Docker,
    /// <summary>Podman's API, which speaks Docker's as well.</summary>
    Podman,
    /// <summary>The Container Runtime Interface of Kubernetes: containerd, CRI-O.</summary>
    Cri,
    /// <summary>The API of containerd itself, for containers that no pod is about.</summary>
    Containerd,
}

/// <summary>An interface and where it is found.</summary>
/// <param name="Api">The interface.</param>
/// <param name="Sockets">Paths on the host, of which any number exists; a <c>*</c> stands for one directory.</param>
public sealed record EngineOptions(EngineApi Api, IReadOnlyList<string> Sockets)
{
    /// <summary>What is asked when nothing else is said: where distributions and Kubernetes put the sockets.</summary>
    public static IReadOnlyList<EngineOptions> Defaults { get; } =
    [
        new(EngineApi.Docker, ["/var/run/docker.sock", "/run/user/*/docker.sock"]),
        new(EngineApi.Podman, ["/run/podman/podman.sock", "/run/user/*/podman/podman.sock"]),
        new(EngineApi.Cri, ["/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/k3s/containerd/containerd.sock", "/run/host-containerd/containerd.sock"]),
        new(EngineApi.Containerd, ["/run/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock", "/run/host-containerd/containerd.sock"]),
    ];

    /// <summary>Whether containers of a type may be this engine's.</summary>
    /// <param name="type">As the cgroup tells it.</param>
    public bool MayKnow(string type) => type switch
    {
        "docker" => Api == EngineApi.Docker,
        "podman" => Api == EngineApi.Podman,
        "cri-o" => Api == EngineApi.Cri,
        "containerd" => true,
        _ => false,
    };

    /// <summary>The sockets that are there by now.</summary>
    internal IEnumerable<string> Existing(string hostRoot) => Sockets.SelectMany(socket => Expand(hostRoot, socket)).Where(File.Exists);

    private static IEnumerable<string> Expand(string hostRoot, string socket)
    {
        int star = socket.IndexOf('*');
        if (star < 0)
            return [hostRoot + socket];
        string parent = hostRoot + socket[..star];
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent).Select(d => d + socket[(star + 1)..]) : [];
    }
}
