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
}
