using Saker.Alerts;
using Saker.State;

namespace Saker.Sensor.Configuration;

/// <summary>Where events come from.</summary>
public enum EngineKind
{
    /// <summary>This kernel, through the probe.</summary>
    Live,
    /// <summary>A capture file.</summary>
    Replay,
    /// <summary>Nowhere: rules are loaded, nothing is watched.</summary>
    None,
}

/// <summary>An entry of <c>rules:</c>: switches rules on or off, by name with <c>*</c> as wildcard, or by tag.</summary>
/// <param name="Enable">On or off.</param>
/// <param name="Rule">Name or wildcard, or null.</param>
/// <param name="Tag">Tag, or null.</param>
public sealed record RuleSwitch(bool Enable, string? Rule, string? Tag);

/// <summary>Text to be appended to the output of rules (<c>append_output</c>).</summary>
/// <param name="Source">Only rules of this source; null for any.</param>
/// <param name="Rule">Only this rule; null for any.</param>
/// <param name="Tags">Only rules with all these tags.</param>
/// <param name="Output">What is appended; empty for nothing of the operator's own.</param>
/// <param name="Fields">Members added to <c>output_fields</c>: their names, and templates or null for the field of that name.</param>
/// <param name="Suggested">Whether the fields that the catalogue suggests, such as the container's id, are appended.</param>
public sealed record OutputSuffix(
    string? Source, string? Rule, IReadOnlyList<string> Tags, string Output, IReadOnlyList<(string Name, string? Template)> Fields, bool Suggested);

/// <summary>What the operator asked for, read from <c>falco.yaml</c> and the command line and checked.</summary>
public sealed record SensorOptions
{
    /// <summary>A value of <c>engine.kind</c> that there is no more.</summary>
    public const string FormerEngine = "ebpf";

    /// <summary>Rules files and directories, in order; those that do not exist are left out.</summary>
    public required IReadOnlyList<string> RulesFiles { get; init; }

    /// <summary>Rules files and directories that the configuration names and that do not exist.</summary>
    public IReadOnlyList<string> MissingRulesFiles { get; init; } = [];

    /// <summary>Name of the least severe priority whose rules are loaded.</summary>
    public required string MinPriority { get; init; }

    /// <summary>Rule switches, in order.</summary>
    public required IReadOnlyList<RuleSwitch> RuleSwitches { get; init; }

    /// <summary>Whether every matching rule raises an alert, not only the first.</summary>
    public required bool MatchAll { get; init; }

    /// <summary>Text appended to outputs.</summary>
    public required IReadOnlyList<OutputSuffix> OutputSuffixes { get; init; }

    /// <summary>Alerts as JSON.</summary>
    public required bool JsonOutput { get; init; }

    /// <summary>JSON alerts have <c>output</c>.</summary>
    public required bool JsonIncludeOutput { get; init; }

    /// <summary>JSON alerts have <c>message</c>.</summary>
    public required bool JsonIncludeMessage { get; init; }

    /// <summary>JSON alerts have <c>output_fields</c>.</summary>
    public required bool JsonIncludeOutputFields { get; init; }

    /// <summary>JSON alerts have <c>tags</c>.</summary>
    public required bool JsonIncludeTags { get; init; }

    /// <summary>Whether buffers are printed in base64.</summary>
    public required bool Base64Buffers { get; init; }

    /// <summary>Fields that the operator made up, with their values.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> StaticFields { get; init; }

    /// <summary>Where alerts go.</summary>
    public required OutputOptions Outputs { get; init; }

    /// <summary>Memory of managed objects.</summary>
    public required HeapOptions Heap { get; init; }

    /// <summary>The sensor's own log.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>Numbers about the sensor.</summary>
    public required MetricsOptions Metrics { get; init; }

    /// <summary>What is done about lost events.</summary>
    public required DropOptions Drops { get; init; }

    /// <summary>How often nothing may come at a look before that is worth an alert.</summary>
    public required long MaxTimeouts { get; init; }

    /// <summary>The web server.</summary>
    public required WebOptions Web { get; init; }

    /// <summary>Whether configuration and rules are read anew when their files change.</summary>
    public required bool WatchesFiles { get; init; }

    /// <summary>The files that the configuration was read from.</summary>
    public required IReadOnlyList<string> ConfigFiles { get; init; }

    /// <summary>When reading them began.</summary>
    public required DateTime ReadAt { get; init; }

    /// <summary>The plugins that are described.</summary>
    public required IReadOnlyList<PluginOptions> Plugins { get; init; }

    /// <summary>Where events come from.</summary>
    public required EngineKind Engine { get; init; }

    /// <summary>Capture to replay; empty when there is none.</summary>
    public required string CaptureFile { get; init; }

    /// <summary>Whether a replay takes as long as what it replays.</summary>
    public required bool RealTime { get; init; }

    /// <summary>Captures that rules start.</summary>
    public required CaptureOptions Captures { get; init; }

    /// <summary>How the probe works.</summary>
    public required ProbeTuning Probe { get; init; }

    /// <summary>How the state of the machine is kept.</summary>
    internal MachineOptions Machine => new()
    {
        TaskCapacity = ThreadTableSize,
        SilentFor = ThreadTimeout,
        Live = Engine == EngineKind.Live,
        HostRoot = HostRoot,
    };

    /// <summary>Which system calls are watched beside those that rules name.</summary>
    public required SyscallChoice Syscalls { get; init; }

    /// <summary>Whether the fields about containers exist: unless <c>load_plugins</c> leaves out the plugin that has them in Falco.</summary>
    public required bool Containers { get; init; }

    /// <summary>How it is found out about containers.</summary>
    public required ContainerSettings ContainerSettings { get; init; }

    /// <summary>Most threads that are kept track of.</summary>
    public required int ThreadTableSize { get; init; }

    /// <summary>Whether the probe leaves out what no rule can match.</summary>
    public required bool KernelPlan { get; init; }

    /// <summary>How long a look at all threads for those that are gone may take.</summary>
    public required TimeSpan ThreadPurgeInterval { get; init; }

    /// <summary>After what silence it is asked whether a thread is still there.</summary>
    public required TimeSpan ThreadTimeout { get; init; }

    /// <summary>Where the root of the host is mounted, without a slash at its end (environment variable <c>HOST_ROOT</c>).</summary>
    public required string HostRoot { get; init; }

    /// <summary>Host name in alerts.</summary>
    public required string Hostname { get; init; }

    /// <summary>How alerts are written.</summary>
    public AlertFormat AlertFormat => new()
    {
        Json = JsonOutput,
        IncludeOutput = JsonIncludeOutput,
        IncludeMessage = JsonIncludeMessage,
        IncludeOutputFields = JsonIncludeOutputFields,
        IncludeTags = JsonIncludeTags,
        Iso8601 = Log.Iso8601,
        Base64Buffers = Base64Buffers,
        Aggregation = Outputs.Aggregation,
        Hostname = Hostname,
        WithObjects = Outputs.Forward is not null,
    };

    /// <summary>Reads the options out of a configuration.</summary>
    /// <param name="config">File and overrides.</param>
    /// <param name="rulesFiles">Rules files of the command line, which replace those of the configuration; empty for none.</param>
    /// <param name="defaultRules">Rules used when neither names any.</param>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static SensorOptions From(ConfigTree config, IReadOnlyList<string> rulesFiles, IReadOnlyList<string> defaultRules)
    {
        if (config.Has("rules_file") && config.Has("rules_files"))
            throw config.Error("rules_file", "use rules_files alone; both are set");
        var configured = config.Texts("rules_files") ?? config.Texts("rules_file") ?? defaultRules;
        // The engine that the modern one took the place of; whoever still names it is told.
        var engine = config.Text("engine.kind") is FormerEngine ? EngineKind.Live : config.Choice("engine.kind", "modern_ebpf", "modern_ebpf", "kmod", "replay", "nodriver") switch
        {
            "replay" => EngineKind.Replay,
            "nodriver" => EngineKind.None,
            _ => EngineKind.Live,
        };

        string hostname = Environment.GetEnvironmentVariable("FALCO_HOSTNAME") is { Length: > 0 } name ? name : Environment.MachineName;
        var heap = HeapOptions.From(config);
        var outputs = OutputOptions.From(config, engine == EngineKind.Live, hostname, heap);
        return new SensorOptions
        {
            // As in Falco, a configuration may name files that need not be there; one of the command line must be.
            RulesFiles = rulesFiles.Count > 0 ? rulesFiles : [.. configured.Where(Path.Exists)],
            MissingRulesFiles = rulesFiles.Count > 0 ? [] : [.. configured.Where(p => !Path.Exists(p))],
            MinPriority = config.Text("priority") ?? "debug",
            RuleSwitches = [.. config.Maps("rules").Select(ReadSwitch)],
            MatchAll = config.Choice("rule_matching", "first", "first", "all") == "all",
            // Whoever watches a machine wants to know which container it was; a replay prints what the rules say and no more.
            OutputSuffixes = config.Path is null && !config.Has("append_output") && engine == EngineKind.Live
                ? [new OutputSuffix(null, null, [], "", [], Suggested: true)]
                : [.. config.Maps("append_output").Select(ReadSuffix)],
            JsonOutput = config.Bool("json_output", false),
            JsonIncludeOutput = config.Bool("json_include_output_property", true),
            JsonIncludeMessage = config.Bool("json_include_message_property", false),
            JsonIncludeOutputFields = config.Bool("json_include_output_fields_property", true),
            JsonIncludeTags = config.Bool("json_include_tags_property", true),
            Base64Buffers = config.Bool("buffer_format_base64", false),
            StaticFields = config.Pairs("static_fields"),
            Log = LogOptions.From(config),
            Metrics = MetricsOptions.From(config),
            Drops = DropOptions.From(config),
            MaxTimeouts = config.Number("syscall_event_timeouts.max_consecutives", 1000, 1),
            Web = WebOptions.From(config),
            WatchesFiles = config.Bool("watch_config_files", true),
            ConfigFiles = outputs.Forward is { IsNamed: true, File: { } forward } ? [.. config.Files, forward] : config.Files,
            ReadAt = config.ReadAt,
            Plugins = PluginOptions.From(config),
            Outputs = outputs,
            Heap = heap,
            Engine = engine,
            CaptureFile = config.Text("engine.replay.capture_file") ?? "",
            RealTime = config.Bool("saker.replay.realtime", false),
            Captures = CaptureOptions.From(config),
            Probe = ProbeTuning.From(config),
            // The configuration that Falco ships leaves it to a file of its own to name the plugin. Where only the main file was brought along,
            // nobody meant to do without containers.
            Containers = config.Texts("load_plugins") is not { } plugins || plugins.Contains("container") || !config.IsComplete,
            ContainerSettings = ContainerSettings.From(config),
            Syscalls = SyscallChoice.From(config),
            ThreadTableSize = ReadTableSize(config),
            ThreadPurgeInterval = TimeSpan.FromSeconds(config.Number("falco_libs.thread_table_auto_purging_interval_s", 300, 0, uint.MaxValue)),
            ThreadTimeout = TimeSpan.FromSeconds(config.Number("falco_libs.thread_table_auto_purging_thread_timeout_s", 300, 0, uint.MaxValue)),
            KernelPlan = config.Bool("saker.kernel_plan", true),
            HostRoot = Environment.GetEnvironmentVariable("HOST_ROOT")?.TrimEnd('/') ?? "",
            Hostname = hostname,
        };
    }

    /// <summary>As in Falco, a table of no size is one of the usual size.</summary>
    private static int ReadTableSize(ConfigTree config)
    {
        const int usual = 262144;
        long size = config.Number("falco_libs.thread_table_size", usual, 0, uint.MaxValue);
        return size == 0 ? usual : (int)Math.Min(size, int.MaxValue);
    }

    private static OutputSuffix ReadSuffix(ConfigTree entry) => new(
        entry.Text("match.source"), entry.Text("match.rule"), entry.Texts("match.tags") ?? [], entry.Text("extra_output") ?? "",
        entry.TextsOrPairs("extra_fields"), entry.Bool("suggested_output", false));

    private static RuleSwitch ReadSwitch(ConfigTree entry)
    {
        string action = entry.Has("enable") ? "enable" : entry.Has("disable") ? "disable"
            : throw entry.Error("rules", "an entry starts with enable or disable");
        var (rule, tag) = (entry.Text($"{action}.rule"), entry.Text($"{action}.tag"));
        if (rule is null && tag is null)
            throw entry.Error(action, "expected rule: NAME or tag: NAME");
        return new RuleSwitch(action == "enable", rule, tag);
    }
}
