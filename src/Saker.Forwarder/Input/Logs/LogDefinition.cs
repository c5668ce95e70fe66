using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Input.Logs;

/// <summary>A kind of log that alerts are read from: its keys in the configuration, and how it is made.</summary>
/// <param name="Kind">Its name, which is also that of the output that writes to such a log: <c>kafka</c>.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Required">The keys that turn it on when all of them are set.</param>
/// <param name="Keys">Its own keys, below its path.</param>
/// <param name="Target">The keys, here and of the output, that together say which log it is.</param>
/// <param name="Create">Makes one.</param>
internal sealed record LogDefinition(
    string Kind, string Summary, IReadOnlyList<string> Required, IReadOnlyList<ConfigKey> Keys, IReadOnlyList<string> Target, Func<DestinationContext, IAlertLog> Create)
{
    private static readonly IReadOnlyList<ConfigKey> commonKeys =
    [
        ConfigKey.Text("group", "Name of the group of readers; forwarders of one name share the alerts, those of another get all of them, too.", "saker"),
        ConfigKey.Text("from", "Where a group that has read nothing yet begins: oldest or newest.", "oldest"),
        ConfigKey.Duration("takeover", "After how long the others of the group take over what a reader that is gone has not acknowledged.", "30s"),
        ConfigKey.Flag("checkcert", "Whether the certificate of the other end is checked.", true),
        ConfigKey.Flag("mutualtls", "Whether it is shown a certificate; its own is checked then in any case."),
    ];

    /// <summary>Its place in the configuration.</summary>
    public string Path => $"input.{Kind}";

    /// <summary>All of its keys, with their whole paths.</summary>
    public IEnumerable<ConfigKey> AllKeys => Keys.Concat(commonKeys).Select(k => (k with { IsRequired = Required.Contains(k.Path) }).Below(Path));

    /// <summary>Whether the configuration turns it on.</summary>
    public bool IsEnabled(Settings settings) => settings.Section(Path) is var section && Required.All(section.Has);

    /// <summary>Makes one of what is configured.</summary>
    /// <exception cref="ForwarderConfigException">It cannot be.</exception>
    public IAlertLog Make(Settings settings)
    {
        var section = settings.Section(Path);
        if (settings.Section(Kind) is var output && Target.All(k => output.Text(k) == section.Text(k)))
            throw section.Error(Required[0], $"this is where the output {Kind} writes to: alerts would go round for ever");
        return Create(new DestinationContext(section, settings.Root));
    }
}
