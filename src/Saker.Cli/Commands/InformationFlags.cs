using System.CommandLine;

namespace Saker.Cli.Commands;

/// <summary>Flags of the root command that print something and end.</summary>
internal static class InformationFlags
{
    private static readonly Option<bool> ListRules = new("-L") { Description = "Prints names and descriptions of all rules and exits; everything about them with json_output." };

    private static readonly Option<string?> ListRule = new("-l") { Description = "The same for one rule.", HelpName = "rule" };

    private static readonly Option<string?> ListFields = new("--list")
    {
        Description = "Prints the fields that conditions and outputs may name, and exits.",
        HelpName = "source",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> NamesOnly = new("-N") { Description = "With --list: names alone." };

    private static readonly Option<bool> ListEvents = new("--list-events") { Description = "Prints the events and their parameters and exits." };

    private static readonly Option<bool> ListIgnored = new("-i") { Description = "Prints the high-volume system calls that are watched only with base_syscalls.all, and exits." };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "Format of --list and --list-events: text, markdown or json.",
        HelpName = "format",
    };

    private static readonly Option<bool> Markdown = new("--markdown") { Description = "The same as --format markdown; no longer used." };

    private static readonly Option<bool> Version = new("--version") { Description = "Prints versions and exits." };

    private static readonly Option<bool> PageSize = new("--page-size") { Description = "Prints the size of a memory page and exits." };

    private static readonly Option<bool> RuleSchema = new("--rule-schema") { Description = "Prints the JSON schema of rules files and exits." };

    private static readonly Option<bool> ConfigSchema = new("--config-schema") { Description = "Prints the JSON schema of configuration files and exits." };

    private static readonly Option<bool> ListPlugins = new("--list-plugins") { Description = "Prints the plugins of the configuration and exits." };

    private static readonly Option<string?> PluginInfo = new("--plugin-info")
    {
        Description = "The same for one plugin.",
        HelpName = "name_or_library",
    };

    private static readonly Option<bool> Support = new("--support")
    {
        Description = "Prints what whoever helps needs to know, configuration and rules files included, as JSON, and exits.",
    };

    /// <summary>The flags.</summary>
    public static IEnumerable<Option> All { get; } =
    [
        ListRules, ListRule, ListFields, NamesOnly, ListEvents, ListIgnored, Format, Markdown, ListPlugins, PluginInfo,
        Version, PageSize, Support, RuleSchema, ConfigSchema,
    ];

    /// <summary>Arguments with what these flags say.</summary>
    public static Arguments Add(Arguments arguments, ParseResult parsed) => arguments with
    {
        ListRules = parsed.GetValue(ListRules),
        ListRule = parsed.GetValue(ListRule),
        ListFields = parsed.GetResult(ListFields) is not null,
        ListSource = parsed.GetValue(ListFields),
        NamesOnly = parsed.GetValue(NamesOnly),
        ListEvents = parsed.GetValue(ListEvents),
        ListIgnored = parsed.GetValue(ListIgnored),
        Format = parsed.GetValue(Format),
        Markdown = parsed.GetValue(Markdown),
        Version = parsed.GetValue(Version),
        PageSize = parsed.GetValue(PageSize),
        RuleSchema = parsed.GetValue(RuleSchema),
        ConfigSchema = parsed.GetValue(ConfigSchema),
        ListPlugins = parsed.GetValue(ListPlugins),
        PluginInfo = parsed.GetValue(PluginInfo),
        Support = parsed.GetValue(Support),
    };
}
