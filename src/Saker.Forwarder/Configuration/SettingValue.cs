namespace Saker.Forwarder.Configuration;

/// <summary>A value of the configuration.</summary>
/// <param name="Text">As a text; empty for the others.</param>
/// <param name="Items">As texts.</param>
/// <param name="Map">As names and texts.</param>
/// <param name="Origin">File and line, or the environment variable; null for a default.</param>
internal sealed record SettingValue(string Text, IReadOnlyList<string> Items, IReadOnlyDictionary<string, string> Map, string? Origin)
{
    private static readonly Dictionary<string, string> nothing = [];

    /// <summary>A single text, which is also a list or a map where one is asked for: <c>a,b</c> or <c>a:b,c:d</c>.</summary>
    public static SettingValue Of(ConfigKey key, string text, string? origin) => key.Kind switch
    {
        SettingKind.List => OfItems(Split(text), origin),
        SettingKind.Map => OfMap(Split(text).Select(Pair), origin),
        _ => new SettingValue(text, [], nothing, origin),
    };

    public static SettingValue OfItems(IEnumerable<string> items, string? origin) => new("", [.. items], nothing, origin);

    public static SettingValue OfMap(IEnumerable<KeyValuePair<string, string>> map, string? origin)
    {
        var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in map)
            entries[name] = value;
        return new SettingValue("", [], entries, origin);
    }

    public static SettingValue Default(ConfigKey key) => Of(key, key.Default, null);

    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => Text.Length == 0 && Items.Count == 0 && Map.Count == 0;

    /// <summary>Whether it is what a key has when nothing is said.</summary>
    public bool IsDefaultOf(ConfigKey key) => Items.Count == 0 && Map.Count == 0 && Text.Equals(key.Kind is SettingKind.List or SettingKind.Map ? "" : key.Default, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static KeyValuePair<string, string> Pair(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new(text, "") : new(text[..colon].Trim(), text[(colon + 1)..].Trim());
    }
}
