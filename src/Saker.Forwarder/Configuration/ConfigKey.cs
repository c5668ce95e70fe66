namespace Saker.Forwarder.Configuration;

/// <summary>What a value may look like.</summary>
internal enum SettingKind
{
    /// <summary>Any text.</summary>
    Text,
    /// <summary>A text that must never be shown.</summary>
    Secret,
    /// <summary>A whole number.</summary>
    Number,
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,
    /// <summary>A time such as <c>500ms</c>, <c>1s</c>, <c>5m</c>.</summary>
    Duration,
    /// <summary>The name of a priority, or nothing.</summary>
    Priority,
    /// <summary>Texts: a sequence in YAML, separated by commas in an environment variable.</summary>
    List,
    /// <summary>Names and texts: a map in YAML, <c>a:b,c:d</c> in an environment variable.</summary>
    Map,
}

/// <summary>One key of the configuration.</summary>
/// <param name="Path">Its place, with dots: <c>slack.webhookurl</c>; case does not matter.</param>
/// <param name="Kind">What it may hold.</param>
/// <param name="Default">What it is when nothing is said.</param>
/// <param name="Help">What it does, in a sentence.</param>
internal sealed record ConfigKey(string Path, SettingKind Kind, string Default, string Help)
{
    /// <summary>The environment variable that sets it, and wins over the file.</summary>
    public string Variable => Path.Replace('.', '_').ToUpperInvariant();

    /// <summary>Whether it changes anything; some of Falcosidekick's are accepted only. The help says why.</summary>
    public bool HasEffect { get; private init; } = true;

    /// <summary>Whether what it belongs to is off without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Where it stands, without its own name; empty for the top.</summary>
    public string Section => Path[..Math.Max(Path.LastIndexOf('.'), 0)];

    /// <summary>Whether its value must never be shown.</summary>
    public bool IsSecret => Kind == SettingKind.Secret || IsConfidential;

    private bool IsConfidential { get; init; }

    /// <summary>The same key, whose values must never be shown though they are not of the kind of secrets.</summary>
    public ConfigKey Confidential() => this with { IsConfidential = true };

    /// <summary>The same key, which is accepted and changes nothing.</summary>
    public ConfigKey Ignored() => this with { HasEffect = false };

    /// <summary>The same key below a section.</summary>
    public ConfigKey Below(string section) => this with { Path = $"{section}.{Path}" };

    public static ConfigKey Text(string path, string help, string value = "") => new(path, SettingKind.Text, value, help);

    public static ConfigKey Secret(string path, string help) => new(path, SettingKind.Secret, "", help);

    public static ConfigKey Number(string path, string help, long value = 0) => new(path, SettingKind.Number, $"{value}", help);

    public static ConfigKey Flag(string path, string help, bool value = false) => new(path, SettingKind.Flag, value ? "true" : "false", help);

    public static ConfigKey Duration(string path, string help, string value) => new(path, SettingKind.Duration, value, help);

    public static ConfigKey List(string path, string help) => new(path, SettingKind.List, "", help);

    public static ConfigKey Map(string path, string help) => new(path, SettingKind.Map, "", help);
}
