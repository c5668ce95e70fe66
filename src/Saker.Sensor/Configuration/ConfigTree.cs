using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlMap = Saker.Rules.Files.YamlMap;

namespace Saker.Sensor.Configuration;

/// <summary>
/// The configuration as a tree, before anything is made of it: the main file, those laid over it, environment variables expanded,
/// overrides of the command line applied. Keys and meanings are those of <c>falco.yaml</c>.
/// </summary>
public sealed class ConfigTree
{
    private readonly YamlMappingNode root;
    private readonly ConfigDocument document;
    private readonly string? origin;

    private ConfigTree(YamlMappingNode root, ConfigDocument document, string? origin)
    {
        this.root = root;
        this.document = document;
        this.origin = origin;
    }

    /// <summary>The main file, or null when there is none.</summary>
    public string? Path => document.Path;

    /// <summary>Whether every path that <c>config_files</c> names exists.</summary>
    public bool IsComplete { get; private init; } = true;

    /// <summary>The files that were read: the main one, then those laid over it.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>When reading them began.</summary>
    public DateTime ReadAt { get; private init; } = DateTime.UtcNow;

    /// <summary>What in them and on the command line is not as the schema of configurations says, with its place.</summary>
    public IReadOnlyList<string> Oddities { get; private init; } = [];

    /// <summary>A tree without a file behind it.</summary>
    public static ConfigTree Empty() => Load(null, []);

    /// <summary>Whether a file sets at least one key.</summary>
    /// <exception cref="ConfigException">It cannot be read or is no YAML map.</exception>
    public static bool SetsAnything(string path) => ConfigDocument.Load(path).Root.Children.Count > 0;

    /// <summary>Whether a file is a sensor's configuration: it sets at least one key that sensors know.</summary>
    /// <exception cref="ConfigException">It cannot be read or is no YAML map.</exception>
    public static bool IsOfSensor(string path) => ConfigDocument.Load(path, expands: false).Root.Children.Keys.Any(k => k is YamlScalarNode { Value: { } name } && SchemaCheck.Knows(name));

    /// <summary>Reads the main file and those that its <c>config_files</c> names, and applies overrides to the whole.</summary>
    /// <param name="path">The main file; null for none.</param>
    /// <param name="overrides">Each <c>key=value</c>; those of <c>config_files</c> are applied before further files are read.</param>
    /// <exception cref="ConfigException">A file cannot be read or is no YAML map, or an override is malformed.</exception>
    public static ConfigTree Load(string? path, IReadOnlyList<string> overrides)
    {
        var begun = DateTime.UtcNow;
        var document = path is null ? ConfigDocument.Empty() : ConfigDocument.Load(path);
        var parsed = overrides.Select(ConfigOverride.Parse).ToArray();
        foreach (var option in parsed.Where(o => ConfigFiles.IsChosenBy(o.Path)))
            option.ApplyTo(document.Root);
        List<string> files = path is null ? [] : [path];
        List<string> oddities = path is null ? [] : [.. SchemaCheck.Of(document)];
        bool isComplete = ConfigFiles.Merge(document, Read);
        foreach (var option in parsed.Where(o => !ConfigFiles.IsChosenBy(o.Path)))
            option.ApplyTo(document.Root);
        oddities.AddRange(parsed.Select(SchemaCheck.Of).OfType<string>());
        return new ConfigTree(document.Root, document, document.Path) { IsComplete = isComplete, ReadAt = begun, Files = files, Oddities = oddities };

        ConfigDocument Read(string file)
        {
            var read = ConfigDocument.Load(file);
            files.Add(file);
            oddities.AddRange(SchemaCheck.Of(read));
            return read;
        }
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

    /// <summary>The number at a dotted key, which need not be whole.</summary>
    public double Fraction(string key, double missing, double min, double max) => Text(key) is not { } text ? missing
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max ? value
        : throw Wrong(key, Find(key)!, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));

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
        YamlSequenceNode list => [.. list.Select(item => item is YamlMappingNode map
            ? new ConfigTree(map, document, OriginOf(item, OriginOf(key))) : throw Wrong(key, item, "a list of maps"))],
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

    /// <summary>The map at a dotted key, which may be written as a text that is one, in YAML or JSON; empty when there is none.</summary>
    public ConfigTree Nested(string key) => Find(key) switch
    {
        null => new([], document, origin),
        YamlMappingNode map => new(map, document, OriginOf(key)),
        YamlScalarNode { Value: null or "" } => new([], document, origin),
        YamlScalarNode scalar => new(Parse(key, scalar), document, OriginOf(key)),
        var node => throw Wrong(key, node, "a map"),
    };

    /// <summary>What stands at a dotted key, for whoever reads it as something else, and the file it came from; null when there is nothing.</summary>
    public (YamlNode Node, string? File)? Node(string key) => Find(key) is { } node ? (node, OriginOf(node, OriginOf(key))) : null;

    /// <summary>Whether there is anything at a dotted key.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>An error about a key, with its place in the file when it has one.</summary>
    public ConfigException Error(string key, string why) => Error(key, Find(key), why);

    /// <summary>The whole as YAML, as it is used.</summary>
    public string ToYaml()
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    private YamlMappingNode Parse(string key, YamlScalarNode text)
    {
        try
        {
            return YamlMap.Parse(text.Value!);
        }
        catch (YamlException e)
        {
            throw Error(key, text, e.Message);
        }
    }

    private ConfigException Error(string key, YamlNode? node, string why) => new(node is { Start.Line: > 0 } && OriginOf(node, OriginOf(key)) is { } file
        ? $"{file}:{node.Start.Line}:{node.Start.Column}: {key}: {why}"
        : $"{key}: {why}");

    private ConfigException Wrong(string key, YamlNode node, string expected) =>
        Error(key, node, $"expected {expected}" + (node is YamlScalarNode scalar ? $", not '{scalar.Value}'" : ""));

    /// <summary>The file that the value of a dotted key came from: files are merged by the keys at the top.</summary>
    private string? OriginOf(string key) => Find(key.Split('.')[0]) is { } top ? OriginOf(top, origin) : origin;

    private string? OriginOf(YamlNode node, string? otherwise) => document.TryFindOrigin(node, out string? file) ? file : otherwise;

    private YamlNode? Find(string key)
    {
        YamlNode node = root;
        string[] parts = key.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            if (node is YamlScalarNode { Value: null or "" or "null" or "~" })
                return null;
            if (node is not YamlMappingNode map)
                throw Wrong(string.Join('.', parts[..i]), node, "a map of keys");
            if (!map.Children.TryGetValue(new YamlScalarNode(parts[i]), out var child))
                return null;
            node = child;
        }

        return node;
    }
}
