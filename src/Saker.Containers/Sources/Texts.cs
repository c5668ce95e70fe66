using System.Text;
using System.Text.Json;
using Saker.State;

namespace Saker.Containers.Sources;

/// <summary>Reads JSON of engines, in which anything may be missing.</summary>
internal static class Texts
{
    /// <summary>A text in UTF-8.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A member, looked for step by step; undefined when it is not there.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return default;
        }

        return element;
    }

    /// <summary>The text of a member; empty when there is none.</summary>
    public static string Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>Whether a member is true.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path).ValueKind == JsonValueKind.True;

    /// <summary>The elements of a list; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The texts of a list.</summary>
    public static string[] Strings(this JsonElement element, params ReadOnlySpan<string> path) =>
        [.. element.Items(path).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];

    /// <summary>The texts of a map, by name.</summary>
    public static Dictionary<string, string> Map(this JsonElement element, params ReadOnlySpan<string> path)
    {
        var map = new Dictionary<string, string>();
        if (element.At(path) is not { ValueKind: JsonValueKind.Object } from)
            return map;
        foreach (var member in from.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.String))
            map[member.Name] = member.Value.GetString()!;
        return map;
    }

    /// <summary>Labels without those that are too long to be carried in alerts.</summary>
    public static ContainerLabels Labels(IEnumerable<KeyValuePair<string, string>> labels, int maxLength) =>
        new(labels.Where(l => l.Value.Length <= maxLength).ToDictionary());
}
