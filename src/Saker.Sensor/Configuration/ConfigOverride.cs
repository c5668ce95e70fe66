using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlMap = Saker.Rules.Files.YamlMap;

namespace Saker.Sensor.Configuration;

/// <summary>A value of the configuration as the command line sets it: <c>key=value</c>, where a value in braces is a YAML map.</summary>
internal sealed class ConfigOverride
{
    private readonly string text;
    private readonly YamlNode value;

    private ConfigOverride(string text, IReadOnlyList<OptionStep> path, YamlNode value)
    {
        this.text = text;
        Path = path;
        this.value = value;
    }

    /// <summary>Where the value goes.</summary>
    public IReadOnlyList<OptionStep> Path { get; }

    /// <exception cref="ConfigException">The text is malformed.</exception>
    public static ConfigOverride Parse(string text)
    {
        int equals = text.IndexOf('=');
        return equals <= 0
            ? throw new ConfigException($"option '{text}': expected KEY=VALUE")
            : new ConfigOverride(text, OptionPath.Parse(text[..equals]), ReadValue(text, text[(equals + 1)..]));
    }

    /// <summary>Sets the value.</summary>
    /// <exception cref="ConfigException">It does not fit what is there.</exception>
    public void ApplyTo(YamlMappingNode root)
    {
        YamlNode node = root;
        for (int i = 0; i < Path.Count; i++)
        {
            bool last = i == Path.Count - 1;
            YamlNode next = last ? value : Path[i + 1].Key is null ? new YamlSequenceNode() : new YamlMappingNode();
            node = Path[i].Key is { } key ? InMap(node, key, next, last) : InList(node, Path[i].Index, next, last);
        }
    }

    private static YamlNode ReadValue(string option, string value)
    {
        if (!value.StartsWith('{') || !value.EndsWith('}'))
            return new YamlScalarNode(value);
        try
        {
            return YamlMap.Parse(value);
        }
        catch (YamlException e)
        {
            throw new ConfigException($"option '{option}': {e.Message}", e);
        }
    }

    private YamlNode InMap(YamlNode node, string key, YamlNode next, bool replace)
    {
        if (node is not YamlMappingNode map)
            throw new ConfigException($"option '{text}': '{key}' is looked for in something that is no map");
        var name = new YamlScalarNode(key);
        if (!replace && map.Children.TryGetValue(name, out var existing) && existing is not YamlScalarNode { Value: null or "" })
            return existing;
        map.Children[name] = next;
        return next;
    }

    private YamlNode InList(YamlNode node, int index, YamlNode next, bool replace)
    {
        if (node is not YamlSequenceNode list)
            throw new ConfigException($"option '{text}': an element is looked for in something that is no list");
        if (index < 0 || index == list.Children.Count)
            list.Children.Add(next);
        else if (index > list.Children.Count)
            throw new ConfigException($"option '{text}': the list has {list.Children.Count} elements");
        else if (replace)
            list.Children[index] = next;
        else
            return list.Children[index];
        return next;
    }
}
