using Saker.Alerts.Aggregation;

namespace Saker.Alerts;

/// <summary>How alerts are written.</summary>
public sealed record AlertFormat
{
    /// <summary>JSON, one object a line; text otherwise.</summary>
    public bool Json { get; init; }

    /// <summary>Objects have <c>output</c>: the whole text line.</summary>
    public bool IncludeOutput { get; init; } = true;

    /// <summary>Objects have <c>message</c>: the text without time and priority.</summary>
    public bool IncludeMessage { get; init; }

    /// <summary>Objects have <c>output_fields</c>.</summary>
    public bool IncludeOutputFields { get; init; } = true;

    /// <summary>Objects have <c>tags</c>.</summary>
    public bool IncludeTags { get; init; } = true;

    /// <summary>Lines begin with an ISO 8601 time in UTC instead of the local time of day.</summary>
    public bool Iso8601 { get; init; }

    /// <summary>Buffers are printed in base64, with nothing of them left out.</summary>
    public bool Base64Buffers { get; init; }

    /// <summary>Which alerts become one; null when each stands for itself.</summary>
    public AggregationOptions? Aggregation { get; init; }

    /// <summary>Value of <c>hostname</c>.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Whether alerts have an object beside their line (<see cref="Alert.Object"/>).</summary>
    public bool WithObjects { get; init; }

    /// <summary>Whether lines are objects that leave nothing out.</summary>
    internal bool IsWhole => Json && IncludeOutput && IncludeOutputFields && IncludeTags;

    /// <summary>The format of objects that leave nothing out.</summary>
    internal AlertFormat Whole => this with { Json = true, IncludeOutput = true, IncludeOutputFields = true, IncludeTags = true };
}
