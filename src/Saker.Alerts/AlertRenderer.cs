using System.Buffers;
using System.Globalization;
using System.Text;
using Saker.Alerts.Text;
using Saker.Rules;
using Saker.Rules.Output;
using Saker.State;

namespace Saker.Alerts;

/// <summary>
/// Turns a match into an alert while its event still lies in memory. Shapes and field order are those that consumers of Falco's
/// alerts parse: keys sorted, <c>output_fields</c> typed, times in nanoseconds.
/// </summary>
/// <param name="format">How alerts are written.</param>
public sealed class AlertRenderer(AlertFormat format)
{
    private readonly Dictionary<Rule, AlertTemplate> templates = new(ReferenceEqualityComparer.Instance);
    private readonly ArrayBufferWriter<byte> message = new(1024);
    private readonly ArrayBufferWriter<byte> line = new(2048);
    private readonly AlertFormat whole = format.Whole;

    // Values that were noted when the event happened; null while it lies in memory itself.
    private NotedValues? noted;

    /// <summary>One that writes alerts in the same way. A renderer is used by one thread.</summary>
    public AlertRenderer ForAnotherThread() => new(format);

    /// <summary>Renders the alert that a rule raises on the event of a context.</summary>
    public Alert Render(Rule rule, EventContext context) => Render(TemplateOf(rule), context, context.Time, "");

    /// <summary>What of a container the alerts of a rule tell.</summary>
    public ContainerParts PartsOf(Rule rule) => TemplateOf(rule).Parts;

    /// <summary>Notes all that the alert of a rule tells beside what is awaited, so that it can be rendered once the event is gone.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="context">The event.</param>
    /// <param name="awaited">What of its container is awaited.</param>
    public NotedValues Note(Rule rule, EventContext context, ContainerParts awaited) =>
        new(TemplateOf(rule), context, awaited, KeyOf(TemplateOf(rule), context));

    /// <summary>Renders the alert of an event that is gone.</summary>
    /// <param name="values">What was noted of it.</param>
    /// <param name="container">Shows its container (<see cref="EventContext.Show"/>).</param>
    /// <param name="note">Appended to the message, and the value of the field <c>saker.container_metadata</c>; empty for neither.</param>
    public Alert Render(NotedValues values, EventContext container, string note)
    {
        noted = values;
        try
        {
            return Render(values.Template, container, values.Time, note);
        }
        finally
        {
            noted = null;
        }
    }

    private AlertTemplate TemplateOf(Rule rule)
    {
        if (!templates.TryGetValue(rule, out var template))
            templates[rule] = template = new AlertTemplate(rule, format);
        return template;
    }

    private Alert Render(AlertTemplate template, EventContext context, ulong time, string note)
    {
        message.ResetWrittenCount();
        AppendMessage(message, template.Segments, context);
        if (note.Length > 0)
            Encoding.UTF8.GetBytes($" (container metadata {note})", message);
        byte[] text = Line(template, format, context, time, note);
        return new Alert(time, template.Rule.Name, template.Priority, template.Rule.Source, text)
        {
            // What goes out twice must not be taken for two of a kind.
            Key = note.Length > 0 ? null : noted?.Key ?? KeyOf(template, context),
            Object = !format.WithObjects ? default(ReadOnlyMemory<byte>?) : format.IsWhole ? text : Line(template, whole, context, time, note),
        };
    }

    private byte[] Line(AlertTemplate template, AlertFormat shape, EventContext context, ulong time, string note)
    {
        line.ResetWrittenCount();
        if (shape.Json)
            AppendObject(template, shape, context, time, note);
        else
            AppendText(template, time);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>What the alert has in common with those that it may become one with.</summary>
    private string? KeyOf(AlertTemplate template, EventContext context)
    {
        if (format.Aggregation is null)
            return null;
        var key = new ArrayBufferWriter<byte>();
        Encoding.UTF8.GetBytes(template.Name, key);
        foreach (var field in template.Keys)
        {
            key.Write("\0"u8);
            field.AppendText(key, context);
        }

        return Encoding.Latin1.GetString(key.WrittenSpan);
    }

    private void AppendMessage(IBufferWriter<byte> output, IReadOnlyList<OutputSegment> segments, EventContext context)
    {
        foreach (var segment in segments)
        {
            switch (segment)
            {
                case LiteralSegment literal:
                    output.Write(literal.Bytes.AsSpan());
                    break;
                case FieldSegment { Width: 0 } field:
                    AppendText(output, field, context);
                    break;
                case FieldSegment field:
                    AppendFixedWidth(output, field, context);
                    break;
            }
        }
    }

    private void AppendText(IBufferWriter<byte> output, FieldSegment field, EventContext context)
    {
        if (noted?.Find(field) is { } text)
            output.Write(text);
        else
            new PrintedValue(field, format.Base64Buffers).AppendText(output, context);
    }

    private void AppendFixedWidth(IBufferWriter<byte> output, FieldSegment field, EventContext context)
    {
        var value = new ArrayBufferWriter<byte>();
        AppendText(value, field, context);
        int kept = Math.Min(value.WrittenCount, field.Width);
        output.Write(value.WrittenSpan[..kept]);
        for (int i = kept; i < field.Width; i++)
            output.Write(" "u8);
    }

    private void AppendText(AlertTemplate template, ulong time)
    {
        Append(TimePrefix(time));
        Append(template.Priority);
        Append(" ");
        Escape.AppendLine(line, message.WrittenSpan);
    }

    private void AppendObject(AlertTemplate template, AlertFormat shape, EventContext context, ulong time, string note)
    {
        Append($"{{\"hostname\":{AlertTemplate.Json(format.Hostname)},");
        if (shape.IncludeMessage)
        {
            Append("\"message\":\"");
            Escape.AppendJson(line, message.WrittenSpan);
            Append("\",");
        }

        if (shape.IncludeOutput)
        {
            Append($"\"output\":\"{TimePrefix(time)}{template.Priority} ");
            Escape.AppendJson(line, message.WrittenSpan);
            Append("\",");
        }

        if (shape.IncludeOutputFields)
            AppendFields(template, context, time, note);
        Append($"\"priority\":\"{template.Priority}\",\"rule\":{template.Name},\"source\":{template.Source},");
        if (shape.IncludeTags)
            Append($"\"tags\":{template.Tags},");
        Append($"\"time\":\"{AlertTime.Iso8601(time)}Z\"}}");
    }

    private void AppendFields(AlertTemplate template, EventContext context, ulong time, string note)
    {
        Append("\"output_fields\":{");
        for (int i = 0; i < template.Fields.Count; i++)
        {
            var member = template.Fields[i];
            if (i > 0)
                Append(",");
            Append(AlertTemplate.Json(member.Key));
            Append(":");
            if (member.Value is { } value)
            {
                if (noted?.Find(member) is { } json)
                    line.Write(json);
                else
                    value.AppendJson(line, context);
            }
            else if (member.Text is { } text)
            {
                var rendered = new ArrayBufferWriter<byte>();
                AppendMessage(rendered, text.Segments, context);
                Append("\"");
                Escape.AppendJson(line, rendered.WrittenSpan);
                Append("\"");
            }
            else
            {
                Append(time.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (note.Length > 0)
            Append($"{(template.Fields.Count > 0 ? "," : "")}\"saker.container_metadata\":\"{note}\"");
        Append("},");
    }

    private string TimePrefix(ulong time) => AlertTime.Prefix(time, format.Iso8601);

    private void Append(string text) => Encoding.UTF8.GetBytes(text, line);
}
