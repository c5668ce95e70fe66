using System.Buffers;
using System.Text;
using System.Text.Json;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>An alert as Falcosidekick sends it: Falco's own JSON with a <c>uuid</c>, fields in the order of their names.</summary>
internal static class FalcosidekickPayload
{
    /// <summary>A buffer that a long alert has made longer is not kept.</summary>
    private const int MaxKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    /// <summary>The payload in UTF-8; nobody may change it.</summary>
    public static byte[] Bytes(ForwardedAlert alert) => alert.Written(Write);

    /// <summary>The payload as text.</summary>
    public static string Text(ForwardedAlert alert) => Encoding.UTF8.GetString(Bytes(alert));

    /// <summary>Writes the payload as a value.</summary>
    public static void Write(Utf8JsonWriter json, ForwardedAlert alert)
    {
        json.WriteStartObject();
        json.WriteString("uuid", alert.Id);
        json.WriteString("output", alert.Output);
        json.WriteString("priority", alert.PriorityName);
        json.WriteString("rule", alert.Rule);
        json.WriteString("time", alert.Time.ToString());
        WriteFields(json, alert);
        json.WriteString("source", alert.Source);
        if (alert.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (string tag in alert.Tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        if (alert.Hostname.Length > 0)
            json.WriteString("hostname", alert.Hostname);
        json.WriteEndObject();
    }

    private static byte[] Write(ForwardedAlert alert)
    {
        var target = buffer is { Capacity: <= MaxKept } kept ? kept : buffer = new ArrayBufferWriter<byte>(4096);
        target.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(target, JsonText.Writing))
            Write(json, alert);
        return target.WrittenSpan.ToArray();
    }

    private static void WriteFields(Utf8JsonWriter json, ForwardedAlert alert)
    {
        json.WriteStartObject("output_fields");
        foreach (var (name, value) in alert.Fields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
