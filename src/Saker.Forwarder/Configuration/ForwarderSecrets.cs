using Saker.Forwarder.Destinations;
using YamlDotNet.RepresentationModel;

namespace Saker.Forwarder.Configuration;

/// <summary>Which values of a forwarder's configuration must not be shown, for whoever shows the file that they stand in.</summary>
public static class ForwarderSecrets
{
    /// <summary>A text without the secrets of a configuration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keys">The configuration.</param>
    /// <exception cref="ForwarderConfigException">A value is of another kind than its key.</exception>
    public static string Clean(string text, YamlMappingNode keys) =>
        SecretFilter.Of(SettingsReader.Read(DestinationCatalog.Keys, keys, null, _ => null, _ => { })).Clean(text);
}
