using System.Globalization;
using Saker.Rules;

namespace Saker.Forwarder.Configuration;

/// <summary>What the configuration says, key by key; defaults where it says nothing.</summary>
internal sealed class Settings(IReadOnlyDictionary<string, ConfigKey> keys)
{
    private readonly Dictionary<string, SettingValue> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every key there is.</summary>
    public IEnumerable<ConfigKey> Keys => keys.Values;

    /// <summary>Remembers a value; a later one wins.</summary>
    public void Set(string path, SettingValue value) => values[path] = value;

    /// <summary>The keys below a path.</summary>
    public Section Section(string path) => new(this, path + ".");

    /// <summary>The keys at the top.</summary>
    public Section Root => new(this, "");

    /// <summary>Whether there is such a key.</summary>
    public bool Knows(string path) => keys.ContainsKey(path);

    /// <summary>A key.</summary>
    public ConfigKey Key(string path) => keys[path];

    /// <summary>A value as it was written, or its default.</summary>
    public SettingValue Value(string path) => values.TryGetValue(path, out var value) ? value
        : keys.TryGetValue(path, out var key) ? SettingValue.Default(key)
        : throw new InvalidOperationException($"there is no key {path}");
}

/// <summary>The keys below one place of the configuration.</summary>
internal sealed class Section(Settings settings, string prefix)
{
    /// <summary>A text.</summary>
    public string Text(string key) => settings.Value(prefix + key).Text;

    /// <summary>Texts.</summary>
    public IReadOnlyList<string> List(string key) => settings.Value(prefix + key).Items;

    /// <summary>Names and texts.</summary>
    public IReadOnlyDictionary<string, string> Map(string key) => settings.Value(prefix + key).Map;

    /// <summary>Whether something is set.</summary>
    public bool Has(string key) => !settings.Value(prefix + key).IsEmpty;

    /// <summary>Whether there is such a key here.</summary>
    public bool Knows(string key) => settings.Knows(prefix + key);

    /// <summary>Whether somebody set it, to whatever.</summary>
    public bool IsSet(string key) => settings.Value(prefix + key).Origin is not null;

    /// <summary>A switch.</summary>
    public bool Flag(string key) => settings.Value(prefix + key) is var value && value.Text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "T" => true,
        "FALSE" or "0" or "F" or "" => false,
        _ => throw Error(key, "true or false is expected"),
    };

    /// <summary>A whole number; none of the keys has a meaning below 0.</summary>
    public int Number(string key) => int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : Text(key).Length == 0 ? 0 : throw Error(key, $"a whole number from 0 to {int.MaxValue} is expected");

    /// <summary>A priority; null for all.</summary>
    public Priority? Priority(string key) => Text(key).Length == 0 ? null
        : Priorities.TryParse(Text(key), out var priority) ? priority
        : throw Error(key, $"one of {string.Join(", ", Enum.GetNames<Priority>()).ToLowerInvariant()} is expected");

    /// <summary>A time span.</summary>
    public TimeSpan Duration(string key)
    {
        string text = Text(key);
        (double unit, int suffix) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (0.001, 2),
            _ when text.EndsWith('s') => (1, 1),
            _ when text.EndsWith('m') => (60, 1),
            _ when text.EndsWith('h') => (3600.0, 1),
            _ => (0, 0),
        };
        return unit > 0 && double.TryParse(text[..^suffix], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * unit < TimeSpan.FromDays(365).TotalSeconds
            ? TimeSpan.FromSeconds(count * unit)
            : throw Error(key, "a time such as 500ms, 1s, 5m or 1h is expected");
    }

    /// <summary>An error about the value of a key, with its place. The value itself is not shown: it may be a secret that went astray.</summary>
    public ForwarderConfigException Error(string key, string why) =>
        new($"{settings.Value(prefix + key).Origin ?? "default"}: {prefix}{key}: {why}");
}
