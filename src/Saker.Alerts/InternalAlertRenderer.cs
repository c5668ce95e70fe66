using System.Buffers;
using System.Globalization;
using System.Text;
using Saker.Alerts.Text;
using Saker.Rules;

namespace Saker.Alerts;

/// <summary>
/// Renders alerts that the sensor raises about itself: source <c>internal</c>, no tags, values that are texts. Any thread may use it.
/// </summary>
/// <param name="format">How alerts are written.</param>
public sealed class InternalAlertRenderer(AlertFormat format)
{
    /// <summary>Renders an alert.</summary>
    /// <param name="time">When it happened.</param>
    /// <param name="rule">What stands for the rule's name.</param>
    /// <param name="priority">How grave it is.</param>
    /// <param name="message">What happened.</param>
    /// <param name="fields">The particulars, sorted by name.</param>
    public Alert Render(
        DateTimeOffset time, string rule, Priority priority, string message, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        ulong nanoseconds = (ulong)(time.UtcDateTime - DateTime.UnixEpoch).Ticks * 100;
        string prefix = AlertRenderer.TimePrefix(nanoseconds, format.Iso8601);
        string text = $"{prefix}{priority} {message} ({string.Join(' ', fields.Select(f => $"{f.Key}={f.Value}"))})";
        var line = new ArrayBufferWriter<byte>();
        if (format.Json)
            Encoding.UTF8.GetBytes(ToJson(nanoseconds, rule, priority, message, prefix, fields), line);
        else
            Escape.AppendLine(line, Encoding.UTF8.GetBytes(text));
        return new Alert(nanoseconds, rule, priority.ToString(), "internal", line.WrittenMemory);
    }

    private string ToJson(
        ulong time, string rule, Priority priority, string message, string prefix, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var json = new StringBuilder();
        json.Append(CultureInfo.InvariantCulture, $"{{\"hostname\":{AlertTemplate.Json(format.Hostname)},");
        if (format.IncludeMessage)
            json.Append(CultureInfo.InvariantCulture, $"\"message\":{AlertTemplate.Json(message)},");
        if (format.IncludeOutput)
            json.Append(CultureInfo.InvariantCulture, $"\"output\":{AlertTemplate.Json($"{prefix}{priority} {message}")},");
        if (format.IncludeOutputFields)
        {
            var members = fields.Select(f => $"{AlertTemplate.Json(f.Key)}:{AlertTemplate.Json(f.Value)}");
            json.Append(CultureInfo.InvariantCulture, $"\"output_fields\":{{{string.Join(',', members)}}},");
        }

        json.Append(CultureInfo.InvariantCulture, $"\"priority\":\"{priority}\",\"rule\":{AlertTemplate.Json(rule)},\"source\":\"internal\",");
        if (format.IncludeTags)
            json.Append("\"tags\":[],");
        return json.Append(CultureInfo.InvariantCulture, $"\"time\":\"{AlertRenderer.Iso8601(time)}Z\"}}").ToString();
    }
}
