using System.Net;

namespace Saker.Fields;

/// <summary>What fields cannot know of themselves.</summary>
public sealed record FieldOptions
{
    /// <summary>Value of <c>evt.hostname</c>.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>Whether the fields about containers exist, which Falco has from a plugin.</summary>
    public bool Containers { get; init; } = true;

    /// <summary>Fields <c>static.*</c>: their names behind the dot, and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> StaticFields { get; init; } = [];

    /// <summary>Addresses of domain names; null to ask the machine's name servers.</summary>
    public IReadOnlyDictionary<string, IPAddress[]>? Hosts { get; init; }
}
