using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Input.Logs;

/// <summary>The group of readers that a forwarder is one of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFromOldest">Whether it begins with what is oldest, when it has read nothing yet; otherwise with what is written from then on.</param>
/// <param name="Takeover">After how long others take over what a reader that is gone has not acknowledged.</param>
internal sealed record ReaderGroup(string Name, bool IsFromOldest, TimeSpan Takeover)
{
    private static readonly TimeSpan shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(30);

    /// <summary>Reads it from the configuration.</summary>
    /// <exception cref="ForwarderConfigException">A value is none.</exception>
    public static ReaderGroup Of(DestinationContext context)
    {
        var settings = context.Settings;
        string name = settings.Text("group");
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw settings.Error("group", "letters, digits, -, _ and . are expected");
        var takeover = settings.Duration("takeover");
        if (takeover < shortest || takeover > longest)
            throw settings.Error("takeover", $"a time between {shortest.TotalSeconds:F0}s and {longest.TotalMinutes:F0}m is expected");
        return new ReaderGroup(name, context.Choice("from", ("oldest", true), ("newest", false)), takeover);
    }
}
