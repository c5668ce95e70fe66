using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using k8s;
using Saker.Kubernetes.Serving;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary><c>saker k8s-metadata</c>: the one watcher of a cluster, which tells the sensors of its nodes what their pods belong to.</summary>
internal static class ClusterCommand
{
    private static readonly Option<string> KubeConfig = new("--kubeconfig")
    {
        Description = "How to reach the API server. Default: as a pod of the cluster, and outside of one as kubectl does.",
        HelpName = "file",
    };

    private static readonly Option<string> Listen = new("--listen") { Description = "Where sensors connect.", HelpName = "address:port", DefaultValueFactory = _ => "0.0.0.0:45000" };

    private static readonly Option<string> Health = new("--health")
    {
        Description = "Where /healthz, /readyz and /metrics are served.", HelpName = "address:port", DefaultValueFactory = _ => "0.0.0.0:8081",
    };

    public static Command Create()
    {
        var command = new Command("k8s-metadata", "Watches a Kubernetes cluster and tells the sensors of its nodes what their pods belong to.") { KubeConfig, Listen, Health };
        command.SetAction(parsed => Run(parsed.GetValue(KubeConfig), parsed.GetValue(Listen)!, parsed.GetValue(Health)!));
        return command;
    }

    private static int Run(string? kubeConfig, string listen, string health)
    {
        if (!IPEndPoint.TryParse(listen, out var sensors) || !IPEndPoint.TryParse(health, out var probes))
        {
            Console.Error.WriteLine($"Error: '{listen}' or '{health}' is no address with a port, such as 0.0.0.0:45000");
            return 1;
        }

        return Guard.Run(() =>
        {
            ServeAsync(Config(kubeConfig), sensors, probes).GetAwaiter().GetResult();
            return 0;
        });
    }

    private static KubernetesClientConfiguration Config(string? kubeConfig)
    {
        try
        {
            return kubeConfig is null && KubernetesClientConfiguration.IsInCluster()
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeConfig);
        }
        // Where a part is missing the library runs into whatever comes of that.
        catch (Exception e)
        {
            throw new ConfigException($"{kubeConfig ?? "kubeconfig"}: it does not say where a cluster is: {e.Message}", e);
        }
    }

    private static async Task ServeAsync(KubernetesClientConfiguration config, IPEndPoint sensors, IPEndPoint probes)
    {
        var over = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var server = await MetadataServer.StartAsync(config, sensors, probes, Say);
        Say($"watching {config.Host}, serving sensors on {sensors}");
        await Task.WhenAny(server.Watch.Ready, over.Task);
        if (!over.Task.IsCompleted)
            Say($"ready: {server.Watch.Store.Count} objects");
        await over.Task;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            over.TrySetResult();
        }
    }

    private static void Say(string line) => Console.Error.WriteLine($"{DateTime.Now:ddd MMM dd HH:mm:ss yyyy}: {line}");
}
