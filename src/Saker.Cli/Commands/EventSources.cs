using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>The sources of events, and which of them are wanted.</summary>
internal static class EventSources
{
    private const string OnlyOne = "syscall";

    /// <summary>Looks whether what the flags leave can be watched.</summary>
    /// <exception cref="ConfigException">It cannot: nothing is left, or a source does not exist.</exception>
    public static void Check(IReadOnlyList<string> enabled, IReadOnlyList<string> disabled)
    {
        if (enabled.Count > 0 && disabled.Count > 0)
            throw new ConfigException("--enable-source and --disable-source exclude each other");
        if (enabled.Concat(disabled).FirstOrDefault(s => s != OnlyOne) is { } unknown)
            throw new ConfigException($"there is no event source '{unknown}'; {OnlyOne} is the only one");
        if (disabled.Count > 0)
            throw new ConfigException("every event source is disabled; at least one is needed");
    }
}
