using System.CommandLine;

namespace Saker.Cli.Commands;

/// <summary>Flags of the root command about how it watches.</summary>
internal static class DaemonFlags
{
    private static readonly Option<string?> PidFile = new("--pidfile", "-P") { Description = "Writes the process id to a file.", HelpName = "file" };

    private static readonly Option<string[]> EnableSources = new("--enable-source")
    {
        Description = "Watches only this source of events; may be given several times.",
        HelpName = "source",
    };

    private static readonly Option<string[]> DisableSources = new("--disable-source")
    {
        Description = "Leaves out this source of events; may be given several times.",
        HelpName = "source",
    };

    public static Option<string?> Print { get; } = new("--print", "-p")
    {
        Description = "Appends this to the output of every rule; no longer used, write append_output in the configuration.",
        HelpName = "format",
    };

    public static Option<bool> Verbose { get; } = new("-v") { Description = "Says at the end how many events came, how fast, and what was lost." };

    /// <summary>The flags.</summary>
    public static IEnumerable<Option> All { get; } = [PidFile, EnableSources, DisableSources, Print, Verbose];

    /// <summary>Arguments with what these flags say.</summary>
    public static Arguments Add(Arguments arguments, ParseResult parsed) => arguments with
    {
        PidFile = parsed.GetValue(PidFile),
        EnableSources = parsed.GetValue(EnableSources) ?? [],
        DisableSources = parsed.GetValue(DisableSources) ?? [],
        Print = parsed.GetValue(Print),
        Verbose = parsed.GetValue(Verbose),
    };
}
