using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>An alert as names and values, in the order in which messages show them.</summary>
internal static class Facts
{
    // Bytes that an object takes besides.
    private const int Frame = 24;

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

    /// <summary>As many as there is room for, as objects.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="room">The room.</param>
    /// <param name="key">What names are called; values are called <c>value</c>.</param>
    public static JsonArray Listed(ForwardedAlert alert, TextRoom room, string key) =>
        new([.. room.Choose(Of(alert), Frame).Select(f => new JsonObject { [key] = f.Name, ["value"] = f.Value })]);

    /// <summary>The same with the time at the end.</summary>
    public static IEnumerable<(string Name, string Value)> WithTime(ForwardedAlert alert) => Of(alert).Append(("time", alert.Time.ToMessage()));
}
