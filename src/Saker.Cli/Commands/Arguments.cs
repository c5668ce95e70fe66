namespace Saker.Cli.Commands;

/// <summary>The root command's flags, as given.</summary>
internal sealed record Arguments
{
    public required string? Config { get; init; }
    public required IReadOnlyList<string> Rules { get; init; }
    public required IReadOnlyList<string> Overrides { get; init; }
    public required IReadOnlyList<string> Validate { get; init; }
    public required bool ListRules { get; init; }
    public required string? ListRule { get; init; }
    public required bool ListFields { get; init; }
    public required string? ListSource { get; init; }
    public required bool NamesOnly { get; init; }
    public required bool ListEvents { get; init; }
    public required string Format { get; init; }
    public required bool Version { get; init; }
    public required double? MaxSeconds { get; init; }
    public required bool Unbuffered { get; init; }
    public required bool DryRun { get; init; }
    public required bool RuleSchema { get; init; }
    public required bool ConfigSchema { get; init; }
}
