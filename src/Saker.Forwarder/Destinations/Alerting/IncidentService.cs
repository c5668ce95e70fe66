using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>A service that calls people: it has regions, and takes a short message with details beside it.</summary>
/// <param name="context">What the destination is made from.</param>
/// <param name="usual">Where it is when nothing is said.</param>
/// <param name="eu">Where it is in the European Union.</param>
internal abstract class IncidentService(DestinationContext context, string usual, string eu) : HttpDestination(context)
{
    /// <summary>The keys that say where the service is.</summary>
    protected static IReadOnlyList<ConfigKey> RegionKeys { get; } =
    [
        ConfigKey.Text("region", "us or eu.", "us"),
        ConfigKey.Text("address", "Address of the API, where it is neither."),
    ];

    /// <summary>Where the service is.</summary>
    protected Uri Address { get; } = context.Settings.Has("address") ? context.Address("address")
        : new Uri(context.Settings.Text("region").Equals("eu", StringComparison.OrdinalIgnoreCase) ? eu : usual);

    /// <summary>The alert's fields, and what it is besides its message.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="name">The name of a field, as the service takes it.</param>
    /// <param name="value">The value of a field, as the service takes it.</param>
    protected static JsonObject Details(ForwardedAlert alert, Func<string, string> name, Func<JsonElement, JsonNode?> value)
    {
        var details = new JsonObject();
        foreach (var (field, held) in alert.Fields)
            details[name(field)] = value(held);
        details["rule"] = alert.Rule;
        details["priority"] = alert.PriorityName;
        details["source"] = alert.Source;
        if (alert.Hostname.Length > 0)
            details["hostname"] = alert.Hostname;
        if (alert.Tags.Count > 0)
            details["tags"] = string.Join(", ", alert.Tags);
        return details;
    }

    /// <summary>The beginning of a message, not ending between the halves of a character.</summary>
    protected static string Cut(string message, int most) => message.Length <= most ? message : message[..(char.IsHighSurrogate(message[most - 1]) ? most - 1 : most)];
}
