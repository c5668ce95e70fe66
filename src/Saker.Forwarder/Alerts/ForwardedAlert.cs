using System.Text.Json;
using Saker.Rules;

namespace Saker.Forwarder.Alerts;

/// <summary>An alert as a sensor sent it, with what the forwarder adds to it.</summary>
internal sealed record ForwardedAlert
{
    /// <summary>The rule of alerts that are sent to try the outputs; they pass every route.</summary>
    public const string TestRule = "Test rule";

    private WrittenAlert? written;

    /// <summary>A UUID that stays the same however often the alert is sent, so that receivers can leave out what they have.</summary>
    public required string Id { get; init; }

    /// <summary>The message.</summary>
    public required string Output { get; init; }

    /// <summary>How grave it is.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>When it happened.</summary>
    public required AlertInstant Time { get; init; }

    /// <summary>Where the event came from: <c>syscall</c>, a plugin's source, <c>internal</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The machine; empty when it was not said.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Fields and their values, in the order of their names.</summary>
    public required SortedDictionary<string, JsonElement> Fields { get; init; }

    /// <summary>Whether it was sent to try the outputs.</summary>
    public bool IsTest => Rule == TestRule;

    /// <summary>Alerts with the same key are delivered in the order in which they came: those of one machine and source.</summary>
    public string OrderKey => $"{Hostname}\n{Source}";

    /// <summary>The priority's name as Falco writes it.</summary>
    public string PriorityName => Priority.ToString();

    /// <summary>A field as text; null when the alert has none of the name or it is null.</summary>
    public string? Field(string name) => Fields.TryGetValue(name, out var value) ? Text(value) : null;

    /// <summary>
    /// What an alert is written as, made when it is first asked for: every output and its spool ask for the same. Nothing about the alert may be changed
    /// from then on; a changed copy is written anew.
    /// </summary>
    public byte[] Written(Func<ForwardedAlert, byte[]> write)
    {
        var known = written;
        if (known?.Alert != (object)this)
            written = known = new WrittenAlert(this, write(this));
        return known!.Bytes;
    }

    /// <summary>A value as text; null for null.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => value.GetRawText(),
    };

    /// <summary>Bytes, and whose they are: copies of an alert begin with those of the original.</summary>
    private sealed record WrittenAlert(ForwardedAlert Alert, byte[] Bytes);
}
