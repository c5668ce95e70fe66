using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Kubernetes;

/// <summary>
/// Policy reports of a cluster (https://github.com/kubernetes-sigs/wg-policy-prototypes/tree/master/policy-report): one in each namespace that alerts are about, and
/// one of the cluster for all others. A report holds the last alerts; one that is sent twice is there once.
/// </summary>
internal sealed class PolicyReports(DestinationContext context, KubernetesClientConfiguration config) : ClientDestination<k8s.Kubernetes>(context, config.Host)
{
    private const string Group = "wgpolicyk8s.io";
    private const string Version = "v1alpha2";
    private const string OwnNamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    private readonly string fallback = context.Settings.Text("falconamespace") is { Length: > 0 } named ? named
        : File.Exists(OwnNamespaceFile) ? File.ReadAllText(OwnNamespaceFile).Trim() : "default";
    private readonly int most = Math.Max(context.Settings.Number("maxevents"), 1);
    private readonly bool prunesByPriority = context.Settings.Flag("prunebypriority");

    public static DestinationDefinition Definition { get; } = new("policyreport", "Kubernetes policy reports", ["enabled"],
    [
        ConfigKey.Flag("enabled", "Turns it on."),
        ConfigKey.Text("kubeconfig", "File that says where the cluster is, outside of it.", "~/.kube/config"),
        ConfigKey.Text("falconamespace", "Namespace for alerts about namespaces that are gone; empty for one's own."),
        ConfigKey.Number("maxevents", "How many alerts a report holds.", 1000),
        ConfigKey.Flag("prunebypriority", "Whether the least grave alerts leave a full report first, and not the oldest."),
    ], context => new PolicyReports(context, Config(context)))
    { Without = ["customheaders", "mutualtls", "checkcert"], IsOn = section => section.Flag("enabled") };

    protected override Task<k8s.Kubernetes> ConnectAsync(CancellationToken stop) => Task.FromResult(new k8s.Kubernetes(config));

    protected override async Task SendAsync(k8s.Kubernetes client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        foreach (var group in alerts.GroupBy(PolicyResult.Namespace, StringComparer.Ordinal))
        {
            if (!await TryWriteAsync(client, group.Key, group, stop).ConfigureAwait(false) && !await TryWriteAsync(client, fallback, group, stop).ConfigureAwait(false))
                throw new DeliveryException($"{Endpoint}: there is no namespace {fallback}, or no custom resource {Group}/{Version}") { IsLasting = true };
        }
    }

    protected override DeliveryException? Judge(Exception error) => error switch
    {
        HttpOperationException { Response: { } response } => response.StatusCode switch
        {
            HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest => Refusal(error),
            HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => Passing(error),
            _ => Lasting(error),
        },
        HttpRequestException => Passing(error),
        KubernetesException => Lasting(error),
        _ => null,
    };

    private static KubernetesClientConfiguration Config(DestinationContext context)
    {
        try
        {
            if (KubernetesClientConfiguration.IsInCluster())
                return KubernetesClientConfiguration.InClusterConfig();
            string file = context.Settings.Text("kubeconfig");
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(
                file.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), file[2..]) : file);
        }
        // Where a part is missing the library runs into whatever comes of that.
        catch (Exception e)
        {
            throw context.Settings.Error("kubeconfig", $"it does not say where a cluster is: {e.Message}");
        }
    }

    /// <summary>Adds alerts to the report of a namespace, or of the cluster.</summary>
    /// <returns>False when there is no such namespace.</returns>
    private async Task<bool> TryWriteAsync(k8s.Kubernetes client, string place, IEnumerable<ForwardedAlert> alerts, CancellationToken stop)
    {
        bool isCluster = place.Length == 0;
        string name = isCluster ? "falco-cluster-policy-report" : "falco-policy-report";
        string plural = isCluster ? "clusterpolicyreports" : "policyreports";
        var known = await FindAsync(client, place, plural, name, stop).ConfigureAwait(false);
        var report = known ?? new JsonObject
        {
            ["apiVersion"] = $"{Group}/{Version}",
            ["kind"] = isCluster ? "ClusterPolicyReport" : "PolicyReport",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "falcosidekick" } },
        };
        Add(report, alerts.Select(a => PolicyResult.Of(a, place)));
        try
        {
            if (known is not null && isCluster)
                await client.CustomObjects.ReplaceClusterCustomObjectAsync(report, Group, Version, plural, name, cancellationToken: stop).ConfigureAwait(false);
            else if (known is not null)
                await client.CustomObjects.ReplaceNamespacedCustomObjectAsync(report, Group, Version, place, plural, name, cancellationToken: stop).ConfigureAwait(false);
            else if (isCluster)
                await client.CustomObjects.CreateClusterCustomObjectAsync(report, Group, Version, plural, cancellationToken: stop).ConfigureAwait(false);
            else
                await client.CustomObjects.CreateNamespacedCustomObjectAsync(report, Group, Version, place, plural, cancellationToken: stop).ConfigureAwait(false);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound && known is null)
        {
            return false;
        }
    }

    private static async Task<JsonObject?> FindAsync(k8s.Kubernetes client, string place, string plural, string name, CancellationToken stop)
    {
        try
        {
            object found = place.Length == 0
                ? await client.CustomObjects.GetClusterCustomObjectAsync(Group, Version, plural, name, stop).ConfigureAwait(false)
                : await client.CustomObjects.GetNamespacedCustomObjectAsync(Group, Version, place, plural, name, stop).ConfigureAwait(false);
            return JsonObject.Create((JsonElement)found);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private void Add(JsonObject report, IEnumerable<JsonObject> added)
    {
        List<JsonObject> results = [.. (report["results"] as JsonArray)?.OfType<JsonObject>().Select(r => (JsonObject)r.DeepClone()) ?? []];
        foreach (var result in added)
        {
            results.RemoveAll(r => PolicyResult.Id(r) == PolicyResult.Id(result));
            results.Add(result);
        }

        while (results.Count > most)
            results.Remove(prunesByPriority ? results.MinBy(PolicyResult.Gravity)! : results[0]);
        report["results"] = new JsonArray([.. results]);
        report["summary"] = new JsonObject([.. PolicyResult.Outcomes.Select(o => KeyValuePair.Create(o, (JsonNode?)results.Count(r => (string?)r["result"] == o)))]);
    }
}
