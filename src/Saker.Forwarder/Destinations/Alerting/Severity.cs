using Saker.Rules;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Severities as alerts of Prometheus have them.</summary>
internal static class Severity
{
    public static string Of(Priority priority) => priority switch
    {
        <= Priority.Critical => "critical",
        <= Priority.Warning => "warning",
        _ => "information",
    };
}
