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
}
