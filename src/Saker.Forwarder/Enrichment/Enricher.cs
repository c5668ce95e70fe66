using System.Text.Json;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Templates;

namespace Saker.Forwarder.Enrichment;

/// <summary>Adds to alerts what the configuration wants on all of them, in Falcosidekick's order.</summary>
internal sealed class Enricher
{
    private const int LongAlert = 4096;
    private const int LongField = 512;
    private const string CutMark = "[...]";

    private readonly IReadOnlyList<KeyValuePair<string, string>> customFields;
    private readonly IReadOnlyList<(string Name, GoTemplate Template)> templatedFields;
    private readonly IReadOnlyList<string> customTags;
    private readonly IReadOnlyList<KeyValuePair<string, string>> clusterFields;
    private readonly string bracketReplacer;
    private readonly OutputFormat? format;

    /// <summary>Takes what to add from the configuration.</summary>
    /// <exception cref="ForwarderConfigException">A template or an environment variable is not there.</exception>
    public Enricher(Section root, Func<string, string?> variable)
    {
        customFields = [.. root.Map("customfields").Select(f => new KeyValuePair<string, string>(f.Key, Resolve(root, "customfields", f.Value, variable)))];
        customTags = [.. root.List("customtags").Select(t => Resolve(root, "customtags", t, variable))];
        templatedFields = [.. root.Map("templatedfields").Select(f => (f.Key, Parse(root, f)))];
        clusterFields = [.. Cluster(root)];
        bracketReplacer = root.Text("bracketreplacer");
        format = root.Text("outputfieldformat") is { Length: > 0 } text ? new OutputFormat(text) : null;
    }

    /// <summary>Names of the fields that are added, which become labels of metrics.</summary>
    public IEnumerable<string> AddedFields => customFields.Select(f => f.Key).Concat(templatedFields.Select(f => f.Name));

    /// <summary>The alert with all that is added.</summary>
    public ForwardedAlert Enrich(ForwardedAlert alert)
    {
        foreach (var (name, value) in clusterFields.Concat(customFields))
            alert.Fields[name] = Value(value);
        var templated = templatedFields.Select(f => (f.Name, Text: f.Template.Render(alert.Fields))).ToList();
        foreach (var (name, text) in templated)
            alert.Fields[name] = Value(text);
        if (customTags.Count > 0)
            alert = alert with { Tags = [.. alert.Tags.Concat(customTags).Order(StringComparer.Ordinal)] };
        if (bracketReplacer.Length > 0)
            ReplaceBrackets(alert);
        if (format is not null)
            alert = alert with { Output = format.Apply(alert, customFields, templated) };
        return Cut(alert);
    }

    private static string Resolve(Section root, string key, string value, Func<string, string?> variable) =>
        !value.StartsWith('%') ? value
        : variable(value[1..]) ?? throw root.Error(key, $"there is no environment variable {value[1..]}");

    private static GoTemplate Parse(Section root, KeyValuePair<string, string> field)
    {
        try
        {
            return GoTemplate.Parse(field.Value);
        }
        catch (TemplateException e)
        {
            throw root.Error("templatedfields", $"{field.Key}: {e.Message}");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Cluster(Section root)
    {
        if (root.Has("cluster.name"))
            yield return new("k8s.cluster.name", root.Text("cluster.name"));
        foreach (var (name, value) in root.Map("cluster.labels"))
            yield return new($"k8s.cluster.label.{name}", value);
    }

    private static JsonElement Value(string text) => JsonSerializer.SerializeToElement(text);

    private void ReplaceBrackets(ForwardedAlert alert)
    {
        foreach (string name in alert.Fields.Keys.Where(k => k.Contains('[')).ToList())
        {
            alert.Fields.Remove(name, out var value);
            alert.Fields[name.Replace("]", "", StringComparison.Ordinal).Replace("[", bracketReplacer, StringComparison.Ordinal)] = value;
        }
    }

    /// <summary>Shortens the long fields of a long alert, in its message, too: many receivers refuse what is longer.</summary>
    private static ForwardedAlert Cut(ForwardedAlert alert)
    {
        if (FalcosidekickPayload.Bytes(alert).Length <= LongAlert)
            return alert;
        foreach (var (name, value) in alert.Fields.ToList())
        {
            if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > LongField } text)
                continue;
            // Not between the halves of a character.
            int end = LongField - CutMark.Length;
            string cut = text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + CutMark;
            alert = alert with { Output = alert.Output.Replace(text, cut, StringComparison.Ordinal) };
            alert.Fields[name] = Value(cut);
        }

        return alert;
    }
}
