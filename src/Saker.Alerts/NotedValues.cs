using System.Buffers;
using Saker.Alerts.Text;
using Saker.Rules.Output;
using Saker.State;

namespace Saker.Alerts;

/// <summary>
/// What an alert is going to tell, noted while its event lies in memory: everything but what of its container is awaited, which is
/// filled in when the alert is rendered.
/// </summary>
public sealed class NotedValues
{
    private readonly Dictionary<object, byte[]> values = new(ReferenceEqualityComparer.Instance);

    internal NotedValues(AlertTemplate template, EventContext context, ContainerParts awaited, string? key)
    {
        Template = template;
        Time = context.Time;
        Key = key;
        var text = new ArrayBufferWriter<byte>();
        var extra = template.Fields.Select(f => f.Text).OfType<OutputTemplate>().SelectMany(t => t.Segments);
        foreach (var segment in template.Segments.Concat(extra).OfType<FieldSegment>().Where(s => (s.Operand.Parts & awaited) == 0))
        {
            text.ResetWrittenCount();
            new PrintedValue(segment, template.Base64).AppendText(text, context);
            values[segment] = text.WrittenSpan.ToArray();
        }

        foreach (var field in template.Fields.Where(f => (f.Parts & awaited) == 0))
        {
            if (field.Value is not { } value)
                continue;
            text.ResetWrittenCount();
            value.AppendJson(text, context);
            values[field] = text.WrittenSpan.ToArray();
        }
    }

    /// <summary>When the event happened, nanoseconds since 1970.</summary>
    public ulong Time { get; }

    internal AlertTemplate Template { get; }

    internal string? Key { get; }

    /// <summary>The text of a segment, or the JSON of a field; null when it is to be asked for.</summary>
    internal byte[]? Find(object of) => values.GetValueOrDefault(of);
}
