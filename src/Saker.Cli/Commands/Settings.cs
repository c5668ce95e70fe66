using Saker.Fields;
using Saker.Sensor;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;

namespace Saker.Cli.Commands;

/// <summary>What the command line and the files that it names come to; read once at the start, and again whenever they are to be read anew.</summary>
/// <param name="Config">The configuration as a tree.</param>
/// <param name="Options">What it asks for.</param>
/// <param name="Catalog">Fields that rules may name.</param>
internal sealed record Settings(ConfigTree Config, SensorOptions Options, FieldCatalog Catalog)
{
    // Each once asked for fields that are there by themselves now.
    private static readonly HashSet<string> formerFormats = ["c", "container", "k", "kubernetes"];

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigException">It cannot be used.</exception>
    public static Settings Load(Arguments arguments)
    {
        var config = RuleSetup.LoadConfig(arguments.Config, arguments.Unbuffered ? [.. arguments.Overrides, "buffered_outputs=false"] : arguments.Overrides);
        var options = RuleSetup.Options(config, arguments.Rules);
        if (arguments.Print is { } format && !formerFormats.Contains(format))
            options = options with { OutputSuffixes = [.. options.OutputSuffixes, new OutputSuffix(null, null, [], format, [], Suggested: false)] };
        return new Settings(config, options, RuleSetup.Catalog(options));
    }

    /// <summary>Loads the rules.</summary>
    public LoadedRules LoadRules() => LoadedRules.Load(RuleFileFinder.Find(Options.RulesFiles), Options, Catalog);

    /// <summary>Says what is odd about the command line and the configuration, though it can be used.</summary>
    public void Warn(Arguments arguments, Log log)
    {
        foreach (string oddity in Config.Oddities)
            log.Warning(oddity);
        if (Options.Heap.Oddity is { } oddHeap)
            log.Warning(oddHeap);
        foreach (string path in Options.MissingRulesFiles)
            log.Warning($"rules_files: {path} does not exist; the sensor goes on without it");
        if (arguments.Print is { } format)
        {
            log.Warning(formerFormats.Contains(format)
                ? $"-p {format} has no effect any more: append_output with suggested_output adds the fields"
                : "-p is no longer used: write append_output in the configuration");
        }

        if (Config.Text("engine.kind") is SensorOptions.FormerEngine)
            log.Warning("engine.kind: ebpf is no engine any more; modern_ebpf is used in its place");
        foreach (string oddity in IdleKeys.Oddities(Config))
            log.Warning(oddity);
    }
}
