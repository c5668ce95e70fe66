using System.CommandLine;
using Saker.Fields;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;

namespace Saker.Cli.Commands;

/// <summary>Configuration and rules, found the same way by every command that needs them.</summary>
internal static class RuleSetup
{
    private static readonly string[] DefaultConfigs = ["/etc/saker/saker.yaml", "/etc/falco/falco.yaml"];

    public static Option<string?> Config { get; } = new("-c")
    {
        Description = "Configuration file. Default: the first of /etc/saker/saker.yaml and /etc/falco/falco.yaml that sets anything, then built-in values.",
        HelpName = "path",
    };

    public static Option<string[]> Rules { get; } = new("-r")
    {
        Description = "Rules file, or directory of .yaml and .yml files; may be given several times. Replaces the configured ones.",
        HelpName = "rules_file",
    };

    public static Option<string[]> Overrides { get; } = new("--option", "-o")
    {
        Description = "Sets a value of the configuration, as in -o json_output=true, -o a.list[0]=x, -o 'a.list[]={\"key\": \"value\"}'.",
        HelpName = "key=value",
    };

    /// <exception cref="ConfigException">The configuration cannot be used.</exception>
    public static ConfigTree LoadConfig(string? path, IReadOnlyList<string> overrides) =>
        // The file that packages install has nothing but comments until somebody wants something else than what is built in.
        ConfigTree.Load(path ?? DefaultConfigs.FirstOrDefault(f => File.Exists(f) && ConfigTree.SetsAnything(f)), overrides);

    /// <summary>What the operator asked for with <c>-c</c>, <c>-r</c> and <c>-o</c>.</summary>
    /// <exception cref="ConfigException">The configuration cannot be used.</exception>
    public static SensorOptions Options(ParseResult parsed) =>
        Options(LoadConfig(parsed.GetValue(Config), parsed.GetValue(Overrides) ?? []), parsed.GetValue(Rules) ?? []);

    /// <summary>What a configuration and rules files ask for.</summary>
    public static SensorOptions Options(ConfigTree config, IReadOnlyList<string> rules) => SensorOptions.From(config, rules, DefaultRules());

    public static FieldCatalog Catalog(SensorOptions options) => new(new FieldOptions
    {
        // What is replayed may have happened on any machine; as in Falco, it is not said to have been this one.
        HostName = options.Engine == EngineKind.Replay ? "" : options.Hostname,
        Containers = options.Containers,
        StaticFields = options.StaticFields,
    });

    /// <summary>The rules files of the options.</summary>
    /// <exception cref="ConfigException">There are none.</exception>
    public static IReadOnlyList<string> Files(SensorOptions options) => RuleFileFinder.Find(options.RulesFiles) is { Count: > 0 } files
        ? files
        : throw new ConfigException("no rules files were found; name them with -r or rules_files");

    /// <summary>The rules that come with the program.</summary>
    private static string[] DefaultRules() => [Path.Combine(AppContext.BaseDirectory, "rules")];
}
