using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlMap = Saker.Rules.Files.YamlMap;

namespace Saker.Forwarder.Configuration;

/// <summary>Reads the configuration: a file in YAML, then environment variables, which win.</summary>
internal sealed class SettingsReader(IReadOnlyDictionary<string, ConfigKey> keys, Action<string> warn)
{
    private const int MaxDepth = 16;

    private readonly Settings settings = new(keys);

    /// <summary>Reads.</summary>
    /// <param name="keys">The keys there are, by their paths.</param>
    /// <param name="path">The file; null for none.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="warn">Told of what has no meaning.</param>
    /// <exception cref="ForwarderConfigException">The file cannot be read or is no YAML map.</exception>
    public static Settings Read(IReadOnlyDictionary<string, ConfigKey> keys, string? path, Func<string, string?> variable, Action<string> warn)
    {
        var reader = new SettingsReader(keys, warn);
        if (path is not null)
            reader.ReadFile(path);
        return reader.Finish(variable);
    }

    /// <summary>Reads what has been read as YAML already.</summary>
    /// <param name="keys">The keys there are, by their paths.</param>
    /// <param name="map">The YAML.</param>
    /// <param name="file">The file that it stands in; null for none.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="warn">Told of what has no meaning.</param>
    /// <exception cref="ForwarderConfigException">A value is of another kind than its key.</exception>
    public static Settings Read(IReadOnlyDictionary<string, ConfigKey> keys, YamlMappingNode map, string? file, Func<string, string?> variable, Action<string> warn)
    {
        var reader = new SettingsReader(keys, warn);
        reader.ReadMap(map, "", file, 0);
        return reader.Finish(variable);
    }

    private Settings Finish(Func<string, string?> variable)
    {
        foreach (var key in keys.Values)
        {
            if (variable(key.Variable) is { Length: > 0 } text)
                settings.Set(key.Path, SettingValue.Of(key, text, $"environment variable {key.Variable}"));
        }

        foreach (var key in keys.Values.Where(k => !k.HasEffect))
        {
            if (settings.Value(key.Path) is { Origin: { } origin } value && !value.IsDefaultOf(key))
                warn($"{origin}: {key.Path}: {key.Help}");
        }

        foreach (var section in keys.Values.Where(k => k.IsRequired).GroupBy(k => k.Section))
            WarnOfGap([.. section]);
        return settings;
    }

    /// <summary>What is turned on by several keys and has only some of them is off, which is hardly what somebody meant who set one.</summary>
    private void WarnOfGap(IReadOnlyList<ConfigKey> required)
    {
        string[] missing = [.. required.Where(k => settings.Value(k.Path).IsEmpty).Select(k => k.Path)];
        if (missing.Length > 0 && required.Select(k => settings.Value(k.Path)).FirstOrDefault(v => v is { Origin: not null, IsEmpty: false }) is { Origin: { } origin })
            warn($"{origin}: {required[0].Section} stays off without {string.Join(" and ", missing)}");
    }

    private void ReadFile(string path)
    {
        try
        {
            ReadMap(YamlMap.ReadFile(path), "", path, 0);
        }
        catch (YamlException e)
        {
            throw new ForwarderConfigException($"{path}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForwarderConfigException($"cannot read {path}: {e.Message}", e);
        }
    }

    private void ReadMap(YamlMappingNode map, string prefix, string? file, int depth)
    {
        foreach (var (name, value) in map.Children)
        {
            string path = prefix + (name as YamlScalarNode)?.Value;
            // What the command line sets stands in no line.
            string origin = file is not null && value.Start.Line > 0 ? $"{file}:{value.Start.Line}" : "command line";
            if (keys.TryGetValue(path, out var key))
                Set(key, value, origin);
            else if (value is YamlMappingNode below && depth < MaxDepth && keys.Keys.Any(k => k.StartsWith(path + ".", StringComparison.OrdinalIgnoreCase)))
                ReadMap(below, path + ".", file, depth + 1);
            else if (value is not YamlScalarNode { Value: null or "" } && !path.StartsWith("x-", StringComparison.Ordinal))
                warn($"{origin}: there is no key {path}; it has no effect");
        }
    }

    private void Set(ConfigKey key, YamlNode value, string origin)
    {
        switch (value)
        {
            case YamlScalarNode scalar:
                settings.Set(key.Path, SettingValue.Of(key, scalar.Value ?? "", origin));
                break;
            case YamlSequenceNode sequence when key.Kind == SettingKind.List:
                settings.Set(key.Path, SettingValue.OfItems(sequence.Select(i => Scalar(i, key, origin)), origin));
                break;
            case YamlMappingNode map when key.Kind == SettingKind.Map:
                settings.Set(key.Path, SettingValue.OfMap(map.Children.Select(p =>
                    new KeyValuePair<string, string>(Scalar(p.Key, key, origin), Scalar(p.Value, key, origin))), origin));
                break;
            default:
                throw new ForwarderConfigException($"{origin}: {key.Path}: a {key.Kind.ToString().ToLowerInvariant()} is expected");
        }
    }

    private static string Scalar(YamlNode node, ConfigKey key, string origin) => node is YamlScalarNode { Value: var text } ? text ?? ""
        : throw new ForwarderConfigException($"{origin}: {key.Path}: only texts are expected in it");
}
