using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations.Web;

namespace Saker.Forwarder.Destinations;

/// <summary>All kinds of destinations.</summary>
internal static class DestinationCatalog
{
    public static IReadOnlyList<DestinationDefinition> All { get; } =
    [
        Webhook.Definition,
    ];

    /// <summary>Every key of the configuration by its path, whatever the case: the one table that files, variables and documentation go by.</summary>
    public static IReadOnlyDictionary<string, ConfigKey> Keys { get; } =
        GeneralKeys.All.Concat(All.SelectMany(d => d.AllKeys)).ToDictionary(k => k.Path, StringComparer.OrdinalIgnoreCase);
}
