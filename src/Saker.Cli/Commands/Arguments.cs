namespace Saker.Cli.Commands;

/// <summary>The command line's flags, as given.</summary>
internal sealed record Arguments
{
    public string? Config { get; init; }
    public IReadOnlyList<string> Rules { get; init; } = [];
    public IReadOnlyList<string> Overrides { get; init; } = [];
    public IReadOnlyList<string> Validate { get; init; } = [];
    public bool ListRules { get; init; }
    public string? ListRule { get; init; }
    public bool ListFields { get; init; }
    public string? ListSource { get; init; }
    public bool NamesOnly { get; init; }
    public bool ListEvents { get; init; }
    public string? Format { get; init; }
    public bool Markdown { get; init; }
    public bool Version { get; init; }
    public double? MaxSeconds { get; init; }
    public bool Unbuffered { get; init; }
    public bool DryRun { get; init; }
    public bool RuleSchema { get; init; }
    public bool ConfigSchema { get; init; }
    public bool ListIgnored { get; init; }
    public bool PageSize { get; init; }
    public bool ListPlugins { get; init; }
    public string? PluginInfo { get; init; }
    public bool Support { get; init; }
    public string? PidFile { get; init; }
    public IReadOnlyList<string> EnableSources { get; init; } = [];
    public IReadOnlyList<string> DisableSources { get; init; } = [];
    public string? Print { get; init; }
    public bool Verbose { get; init; }
    public string CommandLine { get; init; } = "saker";
}
