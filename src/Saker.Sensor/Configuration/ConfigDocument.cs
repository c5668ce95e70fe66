using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlMap = Saker.Rules.Files.YamlMap;

namespace Saker.Sensor.Configuration;

/// <summary>A configuration file as it was read, environment variables expanded, and which other files parts of it came from.</summary>
internal sealed class ConfigDocument
{
    // Nodes are equal by content, and equal content of two files is still of two files.
    private readonly Dictionary<YamlNode, string?> adopted = new(ReferenceEqualityComparer.Instance);

    private ConfigDocument(YamlMappingNode root, string? path)
    {
        Root = root;
        Path = path;
    }

    /// <summary>The map of keys at the top.</summary>
    public YamlMappingNode Root { get; }

    /// <summary>The file, or null when there is none behind it.</summary>
    public string? Path { get; }

    /// <summary>A document without a file behind it.</summary>
    public static ConfigDocument Empty() => new([], null);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expands">Whether environment variables are expanded.</param>
    /// <exception cref="ConfigException">It cannot be read or is no YAML map.</exception>
    public static ConfigDocument Load(string path, bool expands = true)
    {
        try
        {
            var map = YamlMap.ReadFile(path);
            if (expands)
                Expand(map);
            return new ConfigDocument(map, path);
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>Remembers that a node which becomes part of this document was read from another.</summary>
    public YamlNode Adopt(YamlNode node, ConfigDocument from)
    {
        adopted[node] = from.Path;
        return node;
    }

    /// <summary>The file a node came from, when it is one that was adopted.</summary>
    public bool TryFindOrigin(YamlNode node, out string? path) => adopted.TryGetValue(node, out path);

    /// <summary>An error about a node of this document's own, with its place.</summary>
    public ConfigException Error(YamlNode node, string why) =>
        new(Path is not null && node.Start.Line > 0 ? $"{Path}:{node.Start.Line}:{node.Start.Column}: {why}" : why);

    private static void Expand(YamlNode node)
    {
        switch (node)
        {
            case YamlScalarNode scalar when scalar.Value?.Contains('$') == true:
                scalar.Value = VariableExpansion.Expand(scalar.Value, Environment.GetEnvironmentVariable);
                break;
            case YamlSequenceNode list:
                foreach (var item in list.Children)
                    Expand(item);
                break;
            case YamlMappingNode map:
                foreach (var value in map.Children.Values)
                    Expand(value);
                break;
        }
    }
}
