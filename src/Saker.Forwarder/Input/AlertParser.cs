using System.Security.Cryptography;
using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Input;

/// <summary>
/// Reads alerts as Falco writes them in JSON. Names of keys match whatever their case, and what follows the first value is left alone, as in
/// Falcosidekick.
/// </summary>
internal static class AlertParser
{
    /// <summary>The source of alerts that name none.</summary>
    private const string DefaultSource = "syscalls";

    /// <summary>Reads an alert.</summary>
    /// <param name="json">The alert, and whatever follows it.</param>
    /// <param name="mayLackFields">Whether an alert of a rule that shows no fields is one: not to Falcosidekick's senders.</param>
    /// <returns>Null when it is none: a known priority, a rule, a time and at least one field are needed.</returns>
    public static ForwardedAlert? Parse(ReadOnlySpan<byte> json, bool mayLackFields = false)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && JsonElement.TryParseValue(ref reader, out var root) && root.Value.ValueKind == JsonValueKind.Object
                ? Read(root.Value, json, mayLackFields)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A value of another type than the key asks for, or text that is no Unicode.
            return null;
        }
    }

    private static ForwardedAlert? Read(JsonElement root, ReadOnlySpan<byte> json, bool mayLackFields)
    {
        var keys = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in root.EnumerateObject())
            keys[property.Name] = property.Value;
        string rule = Text(keys, "rule");
        if (rule.Length == 0 || !Priorities.TryParse(Text(keys, "priority"), out var priority) || !AlertInstant.TryParse(Text(keys, "time"), out var time))
            return null;
        if (!keys.TryGetValue("output_fields", out var values) || values.ValueKind != JsonValueKind.Object)
            return null;
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in values.EnumerateObject())
            fields[property.Name] = property.Value;
        AddAggregate(keys, fields);
        return fields.Count == 0 && !mayLackFields ? null : new ForwardedAlert
        {
            Id = Guid.TryParse(Text(keys, "uuid"), out var id) ? id.ToString() : IdOf(json),
            Output = Text(keys, "output"),
            Priority = priority,
            Rule = rule,
            Time = time,
            Source = rule == ForwardedAlert.TestRule ? "internal" : Text(keys, "source") is { Length: > 0 } source ? source : DefaultSource,
            Hostname = Text(keys, "hostname"),
            Tags = Tags(keys),
            Fields = fields,
        };
    }

    /// <summary>The same for the same bytes: a sensor that sends an alert again, because it saw no answer, does not make it another alert.</summary>
    public static string IdOf(ReadOnlySpan<byte> json)
    {
        byte[] hash = SHA256.HashData(json);
        // Version 8 of RFC 9562: bits of one's own.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }

    /// <summary>How many alerts of Saker this one stands for, and since when until when, is told by fields: destinations know nothing else.</summary>
    private static void AddAggregate(Dictionary<string, JsonElement> keys, SortedDictionary<string, JsonElement> fields)
    {
        if (!keys.TryGetValue("aggregate", out var aggregate) || aggregate.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in aggregate.EnumerateObject())
            fields[$"saker.aggregate.{property.Name}"] = property.Value;
    }

    private static string Text(Dictionary<string, JsonElement> keys, string name) =>
        keys.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString()! : "";

    private static string[] Tags(Dictionary<string, JsonElement> keys)
    {
        if (!keys.TryGetValue("tags", out var tags) || tags.ValueKind == JsonValueKind.Null)
            return [];
        return [.. tags.EnumerateArray().Select(t => t.GetString() ?? "").Order(StringComparer.Ordinal)];
    }
}
