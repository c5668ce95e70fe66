namespace Saker.Fields;

/// <summary>What fields cannot know of themselves.</summary>
public sealed record FieldOptions
{
    /// <summary>Value of <c>evt.hostname</c>.</summary>
    public string HostName { get; init; } = Environment.MachineName;
}
