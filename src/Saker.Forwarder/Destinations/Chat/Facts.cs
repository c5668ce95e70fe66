using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>An alert as names and values, in the order in which messages show them.</summary>
internal static class Facts
{
    /// <summary>All of them.</summary>
    public static IEnumerable<(string Name, string Value)> Of(ForwardedAlert alert)
    {
        yield return ("rule", alert.Rule);
        yield return ("priority", alert.PriorityName);
        yield return ("source", alert.Source);
        if (alert.Hostname.Length > 0)
            yield return ("hostname", alert.Hostname);
        if (alert.Tags.Count > 0)
            yield return ("tags", string.Join(", ", alert.Tags));
        foreach (var (name, value) in alert.Fields)
            yield return (name, ForwardedAlert.Text(value) ?? "");
    }

    /// <summary>The same with the time at the end.</summary>
    public static IEnumerable<(string Name, string Value)> WithTime(ForwardedAlert alert) => Of(alert).Append(("time", alert.Time.ToMessage()));
}
