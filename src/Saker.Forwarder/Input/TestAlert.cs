using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Input;

/// <summary>An alert that nothing gave rise to, to see whether outputs work.</summary>
internal static class TestAlert
{
    /// <summary>Makes one of now.</summary>
    public static ForwardedAlert Create() => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Output = "This is a test from falcosidekick",
        Priority = Priority.Debug,
        Rule = ForwardedAlert.TestRule,
        Time = new AlertInstant((ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() * 1_000_000_000),
        Source = "internal",
        Hostname = "falcosidekick",
        Tags = ["example", "test"],
        Fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["proc.name"] = JsonSerializer.SerializeToElement("falcosidekick"),
            ["user.name"] = JsonSerializer.SerializeToElement("falcosidekick"),
        },
    };
}
