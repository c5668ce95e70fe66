using System.Collections.Frozen;

namespace Saker.Rules.Files;

/// <summary>
/// The shape of a rules file: which keys an item may have, and what kind of value belongs to each. What does not fit is reported and no
/// more: loading judges for itself.
/// </summary>
internal static class RuleSchema
{
    private static readonly FrozenSet<string> priorities =
        new[] { "EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "INFORMATIONAL", "DEBUG" }.ToFrozenSet();

    private static readonly Shape text = new() { IsScalar = true };
    private static readonly Shape truth = new() { Scalar = s => s.TryGetBool(out _) };
    private static readonly Shape operation = new() { Scalar = s => s.Text is "append" or "replace" };
    private static readonly Shape plugin = Mapping(["name", "version"], ("name", text), ("version", text));

    private static readonly Shape item = Mapping(
        [],
        ("append", truth), ("capture", truth), ("enabled", truth), ("skip-if-unknown-filter", truth), ("warn_evttypes", truth),
        ("capture_duration", new Shape { Scalar = s => ItemReader.TryNumber(s.Text, out _) }),
        ("condition", text), ("desc", text), ("list", text), ("macro", text), ("output", text), ("required_engine_version", text),
        ("rule", text), ("source", text),
        ("priority", new Shape { Scalar = s => priorities.Contains(s.Text) }),
        ("items", Sequence(text)), ("tags", Sequence(text)),
        ("exceptions", Sequence(Mapping(
            ["name"], ("name", text), ("comps", Shape.Anything), ("fields", Shape.Anything), ("values", Shape.Anything)))),
        ("override", Mapping([], [.. new[]
        {
            "capture", "capture_duration", "condition", "desc", "enabled", "exceptions", "items", "output", "priority",
            "skip-if-unknown-filter", "tags", "warn_evttypes",
        }.Select(key => (key, operation))])),
        ("required_plugin_versions", Sequence(Mapping(
            ["name", "version"], ("name", text), ("version", text), ("alternatives", Sequence(plugin))))));

    private static readonly Shape file = Sequence(item);

    /// <summary>Reports what does not fit in a document.</summary>
    public static void Check(YamlNode document, Action<string> report) => Check(document, file, "<root>", report);

    private static void Check(YamlNode node, Shape shape, string path, Action<string> report)
    {
        if (shape == Shape.Anything)
            return;
        string? fault = node switch
        {
            YamlScalar scalar => shape.IsScalar || shape.Scalar?.Invoke(scalar) == true ? null : "value has the wrong type or is none of those allowed",
            YamlSequence => shape.Element is null ? "value must not be a sequence" : null,
            _ => shape.Keys is null ? "value must not be a mapping" : null,
        };
        if (fault is not null)
        {
            report($"failed for {path}: {fault}");
            return;
        }

        if (node is YamlSequence sequence)
        {
            for (int i = 0; i < sequence.Items.Length; i++)
                Check(sequence.Items[i], shape.Element!, $"{path}[{i}]", report);
        }
        else if (node is YamlMapping mapping)
        {
            CheckKeys(mapping, shape, path, report);
        }
    }

    private static void CheckKeys(YamlMapping mapping, Shape shape, string path, Action<string> report)
    {
        foreach (var (name, value) in mapping.Entries)
        {
            string key = (name as YamlScalar)?.Text ?? "";
            if (shape.Keys!.TryGetValue(key, out var expected))
                Check(value, expected, $"{path}[{key}]", report);
            else
                report($"failed for {path}: there is no property '{key}'");
        }

        foreach (string key in shape.Required.Where(k => mapping[k] is null))
            report($"failed for {path}: the required property '{key}' is missing");
    }

    private static Shape Sequence(Shape element) => new() { Element = element };

    private static Shape Mapping(string[] required, params (string Key, Shape Shape)[] keys) =>
        new() { Required = required, Keys = keys.ToFrozenDictionary(k => k.Key, k => k.Shape) };

    private sealed class Shape
    {
        public static Shape Anything { get; } = new();

        public bool IsScalar { get; init; }

        public Func<YamlScalar, bool>? Scalar { get; init; }

        public Shape? Element { get; init; }

        public FrozenDictionary<string, Shape>? Keys { get; init; }

        public string[] Required { get; init; } = [];
    }
}
