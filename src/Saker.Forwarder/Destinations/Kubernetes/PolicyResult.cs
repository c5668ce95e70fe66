using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Kubernetes;

/// <summary>
/// An alert as a result in a policy report: https://github.com/kubernetes-sigs/wg-policy-prototypes/blob/master/policy-report/pkg/api/wgpolicyk8s.io/v1alpha2/policyreport_types.go
/// </summary>
internal static class PolicyResult
{
    private const string IdProperty = "uuid";

    /// <summary>From the least grave on.</summary>
    private static readonly string[] severities = ["info", "low", "medium", "high", "critical"];

    /// <summary>Resources that rules about the audit log of Kubernetes name.</summary>
    private static readonly Dictionary<string, (string Version, string Kind)> resources = new()
    {
        ["pods"] = ("v1", "Pod"),
        ["services"] = ("v1", "Service"),
        ["secrets"] = ("v1", "Secret"),
        ["configmaps"] = ("v1", "ConfigMap"),
        ["namespaces"] = ("v1", "Namespace"),
        ["serviceaccounts"] = ("v1", "ServiceAccount"),
        ["daemonsets"] = ("apps/v1", "DaemonSet"),
        ["deployments"] = ("apps/v1", "Deployment"),
        ["statefulsets"] = ("apps/v1", "StatefulSet"),
        ["cronjobs"] = ("batch/v1", "CronJob"),
        ["jobs"] = ("batch/v1", "Job"),
        ["clusterroles"] = ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ["clusterrolebindings"] = ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
        ["roles"] = ("rbac.authorization.k8s.io/v1", "Role"),
        ["rolebindings"] = ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    };

    /// <summary>What a result may be.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["pass", "fail", "warn", "error", "skip"];

    /// <summary>The namespace that an alert is about; empty for none.</summary>
    public static string Namespace(ForwardedAlert alert) => alert.Field("k8s.ns.name") is { Length: > 0 } space ? space : alert.Field("ka.target.namespace") ?? "";

    /// <summary>The id of the alert that a result tells of.</summary>
    public static string? Id(JsonObject result) => (string?)result["properties"]?[IdProperty];

    /// <summary>How grave a result is.</summary>
    public static int Gravity(JsonObject result) => Array.IndexOf(severities, (string?)result["severity"]);

    /// <summary>The result.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="place">The namespace whose report it is for; empty for the cluster.</param>
    public static JsonObject Of(ForwardedAlert alert, string place)
    {
        var properties = new JsonObject { [IdProperty] = alert.Id };
        foreach (var (field, value) in alert.Fields)
            properties[field] = ForwardedAlert.Text(value) ?? "";
        var result = new JsonObject
        {
            ["policy"] = alert.Source,
            ["rule"] = alert.Rule,
            ["category"] = "SI - System and Information Integrity",
            ["source"] = "Falco",
            ["timestamp"] = new JsonObject { ["seconds"] = (long)(alert.Time.Nanoseconds / 1_000_000_000), ["nanos"] = (int)(alert.Time.Nanoseconds % 1_000_000_000) },
            ["severity"] = severities[alert.Priority switch
            {
                >= Priority.Informational => 0,
                Priority.Notice => 1,
                Priority.Warning => 2,
                Priority.Error => 3,
                _ => 4,
            }],
            ["result"] = alert.Priority switch { >= Priority.Notice => "skip", Priority.Warning => "warn", _ => "fail" },
            ["message"] = alert.Output,
            ["properties"] = properties,
        };
        if (Subject(alert) is var (name, kind))
        {
            var subject = new JsonObject { ["apiVersion"] = kind.Version, ["kind"] = kind.Kind, ["name"] = name };
            if (place.Length > 0)
                subject["namespace"] = place;
            result["resources"] = new JsonArray(subject);
        }

        return result;
    }

    private static (string Name, (string Version, string Kind) Kind)? Subject(ForwardedAlert alert)
    {
        if (alert.Field("k8s.pod.name") is { Length: > 0 } pod)
            return (pod, resources["pods"]);
        return (alert.Field("ka.target.name") ?? alert.Field("ka.resp.name")) is { Length: > 0 } name
            && resources.TryGetValue(alert.Field("ka.target.resource") ?? "", out var kind) ? (name, kind) : null;
    }
}
