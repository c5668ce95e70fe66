using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Saker.EndToEnd.Tests.Fixture.Runtimes.Cri;
using Saker.Sensor.Tests.Streaming;

namespace Saker.EndToEnd.Tests.Fixture.Runtimes;

/// <summary>Containerd with state of its own, two images, and a client for its side of Kubernetes' Container Runtime Interface.</summary>
internal sealed class Containerd : IDisposable
{
    public const string Image = "docker.io/library/redis:7.2";
    private const string Pause = "localhost/pause:1";

    private readonly string directory = Directory.CreateTempSubdirectory("saker-containerd-").FullName;
    private readonly GrpcChannel channel;
    private readonly List<string> sandboxes = [];
    private Process? daemon;

    /// <param name="podman">Brings the images.</param>
    public Containerd(Podman podman)
    {
        File.WriteAllText(ConfigFile, $"""
            version = 2
            root = "{directory}/root"
            state = "{directory}/state"
            [grpc]
              address = "{Socket}"
            [ttrpc]
              address = "{Socket}.ttrpc"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "{Pause}"
              restrict_oom_score_adj = true
            """);
        channel = SocketChannel.To(Socket);
        Runtime = new RuntimeService.RuntimeServiceClient(channel);
        try
        {
            Start();
            Import(podman);
        }
        catch
        {
            Kill();
            throw;
        }
    }

    /// <summary>Why it cannot be run here; null when it can.</summary>
    public static string? Missing => Array.Find(["containerd", "ctr", "runc"], p => !Podman.Find(p)) is { } program ? $"{program} is not installed" : null;

    public string Socket => Path.Combine(directory, "containerd.sock");

    public RuntimeService.RuntimeServiceClient Runtime { get; }

    private string ConfigFile => Path.Combine(directory, "config.toml");

    /// <summary>Makes a pod in the network of the host, since plugins for others may be missing.</summary>
    public (string Sandbox, PodSandboxConfig Config) RunPod(string name, string uid)
    {
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata { Name = name, Namespace = "shop", Uid = uid },
            Labels = { ["app"] = "redis", ["io.kubernetes.pod.name"] = name },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = $"/kubepods/besteffort/pod{uid}",
                SecurityContext = new LinuxSandboxSecurityContext { NamespaceOptions = new NamespaceOption { Network = 2 } },
            },
        };
        string sandbox = Runtime.RunPodSandbox(new RunPodSandboxRequest { Config = config }).PodSandboxId;
        sandboxes.Add(sandbox);
        return (sandbox, config);
    }

    /// <summary>Makes a container in a pod and starts it.</summary>
    public string RunContainer((string Sandbox, PodSandboxConfig Config) pod, string name, params string[] command)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = name },
            Image = new ImageSpec { Image = Image },
            Labels = { ["tier"] = "db" },
            Linux = new LinuxContainerConfig
            {
                SecurityContext = new LinuxContainerSecurityContext { NamespaceOptions = new NamespaceOption { Network = 2 } },
            },
        };
        config.Command.AddRange(command);
        var made = Runtime.CreateContainer(new CreateContainerRequest { PodSandboxId = pod.Sandbox, Config = config, SandboxConfig = pod.Config });
        Runtime.StartContainer(made);
        return made.ContainerId;
    }

    /// <summary>Runs a command in a container and waits for its end, as <c>kubectl exec</c> does.</summary>
    public void Exec(string container, params string[] command)
    {
        var request = new ExecSyncRequest { ContainerId = container, Timeout = 10 };
        request.Cmd.AddRange(command);
        Runtime.ExecSync(request);
    }

    /// <summary>Runs containerd's own client; what it does must succeed.</summary>
    public string Ctr(params string[] arguments)
    {
        var (code, output, error) = Shell.Run("ctr", ["-a", Socket, .. arguments]);
        return code == 0 ? output : throw new InvalidOperationException($"ctr {string.Join(' ', arguments)} ended with {code}: {error}");
    }

    /// <summary>Starts the daemon and waits until it answers.</summary>
    public void Start()
    {
        daemon = Process.Start(new ProcessStartInfo("containerd", ["-c", ConfigFile, "--log-level", "error"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        daemon.BeginErrorReadLine();
        daemon.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        while (!IsReady())
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
                throw new TimeoutException("containerd does not answer");
            Thread.Sleep(50);
        }
    }

    private bool IsReady()
    {
        try
        {
            Runtime.ListPodSandbox(new Nothing());
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <summary>Ends the daemon as a crash would; containers go on.</summary>
    public void Kill()
    {
        daemon?.Kill();
        daemon?.WaitForExit();
        daemon?.Dispose();
        daemon = null;
    }

    public void Dispose()
    {
        foreach (string sandbox in sandboxes)
        {
            Runtime.StopPodSandbox(new PodSandboxRequest { PodSandboxId = sandbox });
            Runtime.RemovePodSandbox(new PodSandboxRequest { PodSandboxId = sandbox });
        }

        channel.Dispose();
        Kill();
        Shell.Run("sh", "-c", $"grep -o '{directory}[^ ]*' /proc/mounts | sort -r | xargs -r umount -l");
        Directory.Delete(directory, recursive: true);
    }

    private void Import(Podman podman)
    {
        podman.Do("tag", Podman.Image, Pause);
        foreach (string image in new[] { Image, Pause })
        {
            string archive = Path.Combine(directory, "image.tar");
            podman.Do("save", "--format", "oci-archive", "-o", archive, image);
            Ctr("-n", "k8s.io", "image", "import", archive);
            Ctr("-n", "default", "image", "import", archive);
            File.Delete(archive);
        }
    }
}
