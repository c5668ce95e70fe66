using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;

namespace Saker.Forwarder.Destinations;

/// <summary>A kind of destination, as the configuration and the documentation know it.</summary>
/// <param name="Path">Where its keys stand: <c>slack</c>, <c>aws.s3</c>.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Required">The keys that turn it on when all of them are set.</param>
/// <param name="Keys">Its own keys, below its path.</param>
/// <param name="Create">Makes one.</param>
internal sealed record DestinationDefinition(
    string Path, string Summary, IReadOnlyList<string> Required, IReadOnlyList<ConfigKey> Keys, Func<DestinationContext, IDestination> Create)
{
    /// <summary>The keys that every destination has.</summary>
    public static IReadOnlyList<ConfigKey> CommonKeys { get; } =
    [
        new("minimumpriority", SettingKind.Priority, "", "The least priority of alerts that it gets; empty for all."),
        ConfigKey.Text("condition", "A condition over the alert, in the language of rules; only alerts that meet it are sent."),
        ConfigKey.Flag("checkcert", "Whether the certificate of the other end is checked.", true),
        ConfigKey.Flag("mutualtls", "Whether it is shown a certificate; its own is checked then in any case."),
        ConfigKey.Number("maxconcurrentrequests", "How many requests are made at a time; alerts of one machine and source stay in order.", 1),
        .. SummarisingLimit.Keys,
        ConfigKey.Map("customheaders", "Headers that are added to requests.").Confidential(),
    ];

    /// <summary>The key of destinations that send alerts as they are.</summary>
    public static ConfigKey EncodingKey { get; } = ConfigKey.Text("encoding", "How alerts are written: falco, ocsf, ecs, otlp or cef.", "falco");

    /// <summary>Its name in metrics: the path without dots.</summary>
    public string Label => Path.Replace(".", "", StringComparison.Ordinal);

    /// <summary>Common keys that mean nothing to it: it has no headers, or no certificates.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>All of its keys, with their whole paths.</summary>
    public IEnumerable<ConfigKey> AllKeys =>
        Keys.Concat(CommonKeys.Where(c => Keys.All(k => k.Path != c.Path) && !Without.Contains(c.Path))).Select(k => (k with { IsRequired = Required.Contains(k.Path) }).Below(Path));

    /// <summary>Whether its keys, once they are set, turn it on.</summary>
    public Func<Section, bool> IsOn { get; init; } = _ => true;

    /// <summary>Whether the configuration turns it on.</summary>
    public bool IsEnabled(Settings settings) => settings.Section(Path) is var section && Required.All(section.Has) && IsOn(section);
}
