using YamlDotNet.RepresentationModel;

namespace Saker.Sensor.Configuration;

/// <summary>The forwarder that runs within the sensor (<c>saker.forward</c>). What its keys mean is its own business.</summary>
/// <param name="Keys">Its configuration: what stands at the key itself, or in the file that it names.</param>
/// <param name="File">The file they stand in; null when they come from the command line alone.</param>
/// <param name="IsNamed">Whether that is a file of its own.</param>
/// <param name="IsLive">Whether this machine is watched. A replay can be repeated, and leaves nothing on disk.</param>
public sealed record ForwardOptions(YamlMappingNode Keys, string? File, bool IsNamed, bool IsLive)
{
    private const string Key = "saker.forward";

    /// <summary>Reads the options out of a configuration; null when there is no forwarder.</summary>
    /// <exception cref="ConfigException">It is neither a map nor a file that holds one.</exception>
    public static ForwardOptions? From(ConfigTree config, bool isLive) => config.Node(Key) switch
    {
        null or (YamlScalarNode { Value: null or "" or "null" or "~" }, _) => null,
        (YamlMappingNode map, var file) => new ForwardOptions(map, file, false, isLive),
        (YamlScalarNode { Value: var path }, _) when System.IO.File.Exists(path) => new ForwardOptions(ConfigDocument.Load(path, expands: false).Root, path, true, isLive),
        (YamlScalarNode { Value: var path }, _) => throw config.Error(Key, $"there is no file {path}; name the forwarder's configuration file, or write its keys here as a map"),
        _ => throw config.Error(Key, "expected the forwarder's keys as a map, or the path of a file that holds them"),
    };
}
