using System.Text;
using Saker.Alerts.Text;
using Saker.Rules;
using Saker.Rules.Output;
using Saker.State;

namespace Saker.Alerts;

/// <summary>Everything about a rule's alerts that is the same for each of them, prepared once.</summary>
internal sealed class AlertTemplate
{
    public AlertTemplate(Rule rule, AlertFormat format)
    {
        Rule = rule;
        Priority = rule.Priority.ToString();
        Segments = rule.Output.Segments;
        var fields = rule.Output.Fields.Select(f => new NamedValue(f.Name, new PrintedValue(f.Field, format.Base64Buffers), Parts: f.Field.Parts));
        Keys = [.. rule.Output.Fields.Where(f => format.Aggregation?.Keys.Contains(f.Name) == true).Select(f => new PrintedValue(f.Field, format.Base64Buffers))];
        string timeField = format.Iso8601 ? "evt.time.iso8601" : "evt.time";
        Fields = [.. fields.Where(f => f.Key != timeField).Append(new NamedValue(timeField, null))
            .Concat(rule.ExtraFields.Select(e => Extra(e, format.Base64Buffers)))
            .DistinctBy(f => f.Key)
            .OrderBy(f => f.Key, StringComparer.Ordinal)];
        Base64 = format.Base64Buffers;
        Parts = rule.Output.Segments.Concat(rule.ExtraFields.SelectMany(e => e.Template.Segments)).OfType<FieldSegment>()
            .Aggregate(ContainerParts.None, (all, segment) => all | segment.Operand.Parts);
        Tags = "[" + string.Join(',', rule.Tags.Order(StringComparer.Ordinal).Select(Json)) + "]";
        Name = Json(rule.Name);
        Source = Json(rule.Source);
    }

    public Rule Rule { get; }

    public string Priority { get; }

    public IReadOnlyList<OutputSegment> Segments { get; }

    /// <summary>Whether buffers are printed in base64.</summary>
    public bool Base64 { get; }

    /// <summary>What of a container the alerts tell.</summary>
    public ContainerParts Parts { get; }

    /// <summary>Members of <c>output_fields</c>, sorted.</summary>
    public IReadOnlyList<NamedValue> Fields { get; }

    /// <summary>Values that alerts of the rule share when they become one.</summary>
    public IReadOnlyList<PrintedValue> Keys { get; }

    /// <summary>Tags as a JSON array.</summary>
    public string Tags { get; }

    /// <summary>The rule's name as a JSON string.</summary>
    public string Name { get; }

    /// <summary>The rule's source as a JSON string.</summary>
    public string Source { get; }

    /// <summary>A text as a JSON string.</summary>
    public static string Json(string text)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Escape.AppendJson(output, Encoding.UTF8.GetBytes(text));
        return $"\"{Encoding.UTF8.GetString(output.WrittenSpan)}\"";
    }

    private static NamedValue Extra(ExtraField extra, bool base64) => extra.IsRaw && extra.Template.Fields is [var field]
        ? new NamedValue(extra.Key, new PrintedValue(field.Field, base64), Parts: field.Field.Parts)
        : new NamedValue(extra.Key, null, extra.Template);
}

/// <summary>A member of <c>output_fields</c>.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Where the value comes from; null for the time of the event, or for text.</param>
/// <param name="Text">The template whose text is the value, or null.</param>
/// <param name="Parts">What of a container the value is.</param>
internal sealed record NamedValue(string Key, PrintedValue? Value, OutputTemplate? Text = null, ContainerParts Parts = ContainerParts.None);
