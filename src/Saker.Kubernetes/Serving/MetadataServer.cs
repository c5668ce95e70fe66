using System.Globalization;
using System.Net;
using System.Text;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Saker.Kubernetes.Watching;

namespace Saker.Kubernetes.Serving;

/// <summary>The one watcher of a cluster: watches the API server and serves the sensors of all nodes over gRPC.</summary>
public sealed class MetadataServer : IAsyncDisposable
{
    private readonly ClusterWatch watch;
    private readonly WebApplication application;
    private readonly ServeCounts counts = new();

    private MetadataServer(ClusterWatch watch, IPEndPoint sensors, IPEndPoint health)
    {
        this.watch = watch;
        Sensors = sensors;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(sensors, o => o.Protocols = HttpProtocols.Http2);
            options.Listen(health, o => o.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new MetadataService(watch, counts));
        application = builder.Build();
        application.MapGrpcService<MetadataService>();
        application.MapGet("/healthz", () => Results.Text("ok\n"));
        application.MapGet("/readyz", () => watch.Ready.IsCompletedSuccessfully ? Results.Text("ok\n") : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        application.MapGet("/metrics", () => Results.Text(Metrics(), "text/plain; version=0.0.4"));
    }

    /// <summary>Where sensors connect.</summary>
    public IPEndPoint Sensors { get; }

    /// <summary>The cluster.</summary>
    public ClusterWatch Watch => watch;

    /// <summary>Starts to watch and to serve.</summary>
    /// <param name="config">Where the API server is and how one proves who one is.</param>
    /// <param name="sensors">Where sensors connect.</param>
    /// <param name="health">Where probes and scrapers connect.</param>
    /// <param name="log">Where it is said what goes wrong.</param>
    public static async Task<MetadataServer> StartAsync(KubernetesClientConfiguration config, IPEndPoint sensors, IPEndPoint health, Action<string> log)
    {
        var server = new MetadataServer(new ClusterWatch(new k8s.Kubernetes(config), log), sensors, health);
        try
        {
            await server.application.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private string Metrics()
    {
        var text = new StringBuilder();
        Add("objects", "gauge", "Objects of the cluster that are kept.", watch.Store.Count);
        Add("lists_total", "counter", "Lists that were read to their end.", watch.Counts.Lists);
        Add("watch_events_total", "counter", "Events of the API server.", watch.Counts.Events);
        Add("watch_bookmarks_total", "counter", "Those of them that were bookmarks.", watch.Counts.Bookmarks);
        Add("watch_gone_total", "counter", "Times that all was listed anew because the server had forgotten a version.", watch.Counts.Forgotten);
        Add("watch_failures_total", "counter", "Connections to the API server that failed or broke.", watch.Counts.Failures);
        Add("sensors", "gauge", "Sensors that are connected.", counts.Sensors);
        Add("sensor_events_total", "counter", "Events that were sent to sensors.", counts.Events);
        return text.ToString();

        void Add(string name, string type, string help, long value) => text.Append(
            CultureInfo.InvariantCulture, $"# HELP saker_k8s_{name} {help}\n# TYPE saker_k8s_{name} {type}\nsaker_k8s_{name} {value}\n");
    }
}
