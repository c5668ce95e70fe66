namespace Saker.Alerts;

/// <summary>One alert, rendered: nothing in it points back to the event, so that outputs may take their time.</summary>
/// <param name="Time">When the event happened, nanoseconds since 1970.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Priority">Name of the rule's priority as alerts print it: <c>Warning</c>.</param>
/// <param name="Source">Where the event came from: <c>syscall</c>, <c>internal</c>, or a plugin's source.</param>
/// <param name="Line">The alert as one line of UTF-8 without its line feed: text or JSON, as configured.</param>
public sealed record Alert(ulong Time, string Rule, string Priority, string Source, ReadOnlyMemory<byte> Line)
{
    /// <summary>What it has in common with the alerts that it may become one with; null when it stands for itself.</summary>
    public string? Key { get; init; }

    /// <summary>The alert as a JSON object that leaves nothing out, for outputs that ask for it; null when none does.</summary>
    public ReadOnlyMemory<byte>? Object { get; init; }

    /// <summary>The alert as outputs get it that want lines.</summary>
    internal Alert Plain => Object is null ? this : this with { Object = null };

    /// <summary>The alert as outputs get it that want objects: what was rendered before anybody asked for them comes as it is.</summary>
    internal Alert Whole => Object is { } whole ? this with { Line = whole, Object = null } : this;
}
