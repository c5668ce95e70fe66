using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Saker.Sensor.Configuration;

/// <summary>
/// The configuration as a tree, before anything is made of it: one YAML file, environment variables expanded, overrides of the
/// command line applied. Keys and meanings are those of <c>falco.yaml</c>.
/// </summary>
public sealed class ConfigTree
{
    private const int MaxFileSize = 4 * 1024 * 1024;

    private readonly YamlMappingNode root;

    private ConfigTree(YamlMappingNode root, string? path)
    {
        this.root = root;
        Path = path;
    }

    /// <summary>File it was read from, or null.</summary>
    public string? Path { get; }

    /// <summary>A tree without a file behind it.</summary>
    public static ConfigTree Empty() => new([], null);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigException">It cannot be read or is no YAML map.</exception>
    public static ConfigTree Load(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new ConfigException($"{path} is a directory; a configuration file is expected");
            var stream = new YamlStream();
            stream.Load(new StringReader(ReadText(path)));
            var root = stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode;
            if (root is not YamlMappingNode map)
                throw new ConfigException($"{path}:{root.Start.Line}:{root.Start.Column}: a map of keys is expected at the top");
            Expand(map);
            return new ConfigTree(map, path);
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

    /// <summary>Reads a file whose length nobody vouches for: it may be a pipe or a device.</summary>
    private static string ReadText(string path)
    {
        using var reader = new StreamReader(path);
        char[] text = new char[MaxFileSize + 1];
        int length = reader.ReadBlock(text);
        return length <= MaxFileSize ? new string(text, 0, length)
            : throw new ConfigException($"{path} is longer than the {MaxFileSize} characters that a configuration file may have");
    }

    /// <summary>Applies <c>key=value</c>; a value in braces is a YAML map.</summary>
    /// <exception cref="ConfigException">The option is malformed or does not fit the tree.</exception>
    public void Override(string option)
    {
        int equals = option.IndexOf('=');
        if (equals <= 0)
            throw new ConfigException($"option '{option}': expected KEY=VALUE");
        string text = option[(equals + 1)..];
        YamlNode value = new YamlScalarNode(text);
        if (text.StartsWith('{') && text.EndsWith('}'))
        {
            try
            {
                var stream = new YamlStream();
                stream.Load(new StringReader(text));
                value = stream.Documents[0].RootNode;
            }
            catch (YamlException e)
            {
                throw new ConfigException($"option '{option}': {e.Message}", e);
            }
        }

        Set(option, OptionPath.Parse(option[..equals]), value);
    }

    /// <summary>The text at a dotted key, or null.</summary>
    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "null" or "~" or "" } => null,
        YamlScalarNode scalar => scalar.Value,
        var node => throw Wrong(key, node, "a single value"),
    };

    /// <summary>The truth value at a dotted key.</summary>
    public bool Bool(string key, bool missing) => Text(key) is not { } text ? missing : text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "y" => true,
        "false" or "no" or "off" or "n" => false,
        _ => throw Wrong(key, Find(key)!, "true or false"),
    };

    /// <summary>The whole number at a dotted key.</summary>
    public long Number(string key, long missing, long min = 0, long max = long.MaxValue) => Text(key) is not { } text ? missing
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max ? value
        : throw Wrong(key, Find(key)!, max == long.MaxValue ? $"a whole number from {min}" : $"a whole number from {min} to {max}");

    /// <summary>The choice at a dotted key, in lower case.</summary>
    public string Choice(string key, string missing, params string[] choices) => Text(key)?.ToLowerInvariant() is not { } text ? missing
        : choices.Contains(text) ? text
        : throw Wrong(key, Find(key)!, "one of " + string.Join(", ", choices));

    /// <summary>The texts of a list at a dotted key; a single value counts as a list of one; null when absent.</summary>
    public IReadOnlyList<string>? Texts(string key) => Find(key) switch
    {
        null => null,
        YamlSequenceNode list => [.. list.Select(item => item is YamlScalarNode scalar ? scalar.Value ?? "" : throw Wrong(key, item, "a list of texts"))],
        YamlScalarNode { Value: null or "" } => [],
        YamlScalarNode scalar => [scalar.Value!],
        var node => throw Wrong(key, node, "a list of texts"),
    };

    /// <summary>The elements of a list of maps at a dotted key.</summary>
    public IReadOnlyList<ConfigTree> Maps(string key) => Find(key) switch
    {
        null => [],
        YamlScalarNode { Value: null or "" } => [],
        YamlSequenceNode list => [.. list.Select(item => item is YamlMappingNode map ? new ConfigTree(map, Path) : throw Wrong(key, item, "a list of maps"))],
        var node => throw Wrong(key, node, "a list of maps"),
    };

    /// <summary>The keys and texts of a map at a dotted key, in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string key) => Find(key) switch
    {
        null => [],
        YamlScalarNode { Value: null or "" } => [],
        YamlMappingNode map => [.. map.Select(p => p is { Key: YamlScalarNode k, Value: YamlScalarNode v }
            ? KeyValuePair.Create(k.Value ?? "", v.Value ?? "") : throw Wrong(key, p.Value, "a map of texts"))],
        var node => throw Wrong(key, node, "a map of texts"),
    };

    /// <summary>The elements of a list at a dotted key, each a name or a map of one name and its text.</summary>
    public IReadOnlyList<(string Name, string? Text)> TextsOrPairs(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select(item => item switch
        {
            YamlScalarNode { Value: { Length: > 0 } name } => (name, (string?)null),
            YamlMappingNode { Children.Count: 1 } map when map.Single() is { Key: YamlScalarNode k, Value: YamlScalarNode v } => (k.Value ?? "", v.Value ?? ""),
            _ => throw Wrong(key, item, "names, or maps of one name and its text"),
        })],
        var node => throw Wrong(key, node, "a list"),
    };

    /// <summary>Whether there is anything at a dotted key.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>An error about a key, with its place in the file when it has one.</summary>
    public ConfigException Error(string key, string why) => new(Find(key) is { Start.Line: > 0 } node && Path is not null
        ? $"{Path}:{node.Start.Line}:{node.Start.Column}: {key}: {why}"
        : $"{key}: {why}");

    private ConfigException Wrong(string key, YamlNode node, string expected) =>
        Error(key, $"expected {expected}" + (node is YamlScalarNode scalar ? $", not '{scalar.Value}'" : ""));

    private YamlNode? Find(string key)
    {
        YamlNode node = root;
        foreach (string part in key.Split('.'))
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(part), out var child))
                return null;
            node = child;
        }

        return node;
    }

    private void Set(string option, IReadOnlyList<OptionStep> path, YamlNode value)
    {
        YamlNode node = root;
        for (int i = 0; i < path.Count; i++)
        {
            bool last = i == path.Count - 1;
            YamlNode next = last ? value : path[i + 1].Key is null ? new YamlSequenceNode() : new YamlMappingNode();
            node = path[i].Key is { } key ? InMap(option, node, key, next, last) : InList(option, node, path[i].Index, next, last);
        }
    }

    private static YamlNode InMap(string option, YamlNode node, string key, YamlNode next, bool replace)
    {
        if (node is not YamlMappingNode map)
            throw new ConfigException($"option '{option}': '{key}' is looked for in something that is no map");
        var name = new YamlScalarNode(key);
        if (!replace && map.Children.TryGetValue(name, out var existing) && existing is not YamlScalarNode { Value: null or "" })
            return existing;
        map.Children[name] = next;
        return next;
    }

    private static YamlNode InList(string option, YamlNode node, int index, YamlNode next, bool replace)
    {
        if (node is not YamlSequenceNode list)
            throw new ConfigException($"option '{option}': an element is looked for in something that is no list");
        if (index < 0 || index == list.Children.Count)
            list.Children.Add(next);
        else if (index > list.Children.Count)
            throw new ConfigException($"option '{option}': the list has {list.Children.Count} elements");
        else if (replace)
            list.Children[index] = next;
        else
            return list.Children[index];
        return next;
    }

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
