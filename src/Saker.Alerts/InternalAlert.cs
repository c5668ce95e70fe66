using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Saker.Alerts.Text;
using Saker.Rules;

namespace Saker.Alerts;

/// <summary>What the sensor has to say of itself, in the shape of an alert (source <c>internal</c>), so that it reaches whoever reads alerts.</summary>
/// <param name="Rule">Its name, such as <c>Falco internal: syscall event drop</c>.</param>
/// <param name="Priority">How grave it is.</param>
/// <param name="Message">What happened.</param>
/// <param name="Fields">Texts, whole numbers and fractions, by name; sorted by name.</param>
public sealed record InternalAlert(string Rule, Priority Priority, string Message, IReadOnlyDictionary<string, object> Fields)
{
    private const string Source = "internal";

    private static readonly JsonWriterOptions compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The alert as one line.</summary>
    /// <param name="format">How alerts are written.</param>
    /// <param name="time">When it happened, nanoseconds since 1970.</param>
    public Alert Render(AlertFormat format, ulong time)
    {
        byte[] line = format.Json ? ToJson(format, time) : ToText(format, time);
        return new Alert(time, Rule, Priority.ToString(), Source, line)
        {
            Object = !format.WithObjects ? default(ReadOnlyMemory<byte>?) : format.Json ? line : ToJson(format, time),
        };
    }

    /// <summary>Writes the fields as a JSON object.</summary>
    public static void WriteFields(Utf8JsonWriter json, IReadOnlyDictionary<string, object> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            switch (value)
            {
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, (string)value);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private byte[] ToJson(AlertFormat format, ulong time)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, compact))
        {
            json.WriteStartObject();
            json.WriteString("hostname", format.Hostname);
            json.WriteString("output", Message);
            json.WritePropertyName("output_fields");
            WriteFields(json, Fields);
            json.WriteString("priority", Priority.ToString());
            json.WriteString("rule", Rule);
            json.WriteString("source", Source);
            json.WriteString("time", $"{AlertTime.Iso8601(time)}Z");
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private byte[] ToText(AlertFormat format, ulong time)
    {
        string fields = string.Join(' ', Fields.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key}={f.Value}")));
        var line = new System.Buffers.ArrayBufferWriter<byte>();
        Escape.AppendLine(line, Encoding.UTF8.GetBytes($"{AlertTime.Prefix(time, format.Iso8601)}{Priority} {Message}{(fields.Length > 0 ? $" ({fields})" : "")}"));
        return line.WrittenSpan.ToArray();
    }
}
