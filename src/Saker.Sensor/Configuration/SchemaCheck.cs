using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Saker.Sensor.Configuration;

/// <summary>
/// Compares a configuration file with the schema of configurations: keys that nobody knows, and values of another shape than is expected.
/// What it finds is worth a warning and no more, since files of later versions are to be read too.
/// </summary>
public static class SchemaCheck
{
    private const string Resource = "config.schema.json";

    private static readonly Lazy<JsonElement> schema = new(() =>
    {
        using var document = JsonDocument.Parse(Text());
        return document.RootElement.Clone();
    });

    /// <summary>The schema, as JSON.</summary>
    public static string Text()
    {
        using var stream = typeof(SchemaCheck).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("the schema of configuration files is missing from the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }

    /// <summary>Whether there is a key of a name at the top.</summary>
    internal static bool Knows(string name) => schema.Value.GetProperty("properties").TryGetProperty(name, out _);

    /// <summary>Looks at a file.</summary>
    /// <returns>What is odd, with its place.</returns>
    internal static IEnumerable<string> Of(ConfigDocument document) =>
        Of(document.Root, schema.Value, "").Select(f => $"{document.Path}:{f.Node.Start.Line}:{f.Node.Start.Column}: {f.What}");

    /// <summary>Looks at what the command line sets.</summary>
    internal static string? Of(ConfigOverride option)
    {
        var part = schema.Value;
        string path = "";
        foreach (var step in option.Path)
        {
            if (step.Key is null)
            {
                if (!part.TryGetProperty("items", out part))
                    return null;
                continue;
            }

            path = path.Length == 0 ? step.Key : $"{path}.{step.Key}";
            if (!IsClosed(part))
                return null;
            if (!part.TryGetProperty("properties", out var known) || !known.TryGetProperty(step.Key, out part))
                return $"option {path}: {RemovedKeys.Explain(path) ?? Unknown(step.Key, known)}";
        }

        return null;
    }

    private static IEnumerable<(YamlNode Node, string What)> Of(YamlNode node, JsonElement schema, string path)
    {
        if (Expected(schema, node) is { } expected)
            return [(node, $"{path}: expected {expected}")];
        return node switch
        {
            YamlMappingNode map when schema.TryGetProperty("properties", out var known) => map.Children.SelectMany(child => OfMember(child.Key, child.Value, schema, known, path)),
            YamlSequenceNode list when schema.TryGetProperty("items", out var items) => list.Children.SelectMany(item => Of(item, items, path)),
            _ => [],
        };
    }

    private static IEnumerable<(YamlNode Node, string What)> OfMember(YamlNode key, YamlNode value, JsonElement schema, JsonElement known, string path)
    {
        string name = (key as YamlScalarNode)?.Value ?? "";
        string full = path.Length == 0 ? name : $"{path}.{name}";
        if (known.TryGetProperty(name, out var part))
            return Of(value, part, full);
        return IsClosed(schema) ? [(key, $"{full}: {RemovedKeys.Explain(full) ?? Unknown(name, known)}")] : [];
    }

    private static bool IsClosed(JsonElement schema) => schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False;

    /// <summary>What shape is expected where another one is; null when it fits, or nothing is said of it.</summary>
    private static string? Expected(JsonElement schema, YamlNode node)
    {
        if (node is YamlScalarNode { Value: null or "" or "null" or "~" } || !schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return null;
        return (type.GetString(), node) switch
        {
            ("object", not YamlMappingNode) => "a map",
            ("array", not YamlSequenceNode) => "a list",
            ("string" or "integer" or "number" or "boolean", not YamlScalarNode) => "a single value",
            _ => null,
        };
    }

    private static string Unknown(string name, JsonElement known)
    {
        string? near = known.ValueKind != JsonValueKind.Object ? null
            : known.EnumerateObject().Select(p => p.Name).Where(n => Distance(n, name) <= 2).MinBy(n => Distance(n, name));
        return $"there is no key '{name}'" + (near is null ? "; it has no effect" : $"; is '{near}' meant?");
    }

    /// <summary>How many characters have to be changed, added or left out to make one text of the other.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
