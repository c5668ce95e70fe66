using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Saker.Alerts;
using Saker.Rules;
using Saker.Sensor.Streaming.Protocols;

namespace Saker.Sensor.Streaming;

/// <summary>Alerts as messages of the gRPC service. Fields, tags and the machine are in alerts that are JSON (<c>json_output</c>).</summary>
internal static class AlertMessage
{
    /// <summary>The message of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="hostname">The machine, if the alert does not name it.</param>
    public static response Of(Alert alert, string hostname)
    {
        var message = new response
        {
            Time = At(alert.Time),
            Priority = Priorities.TryParse(alert.Priority, out var level) ? (priority)level : priority.Debug,
            SourceDeprecated = Kind(alert.Source),
            Source = alert.Source,
            Rule = alert.Rule,
            Hostname = hostname,
        };
        if (alert.Line.Span is [(byte)'{', ..])
            Take(message, alert.Line);
        else
            message.Output = Encoding.UTF8.GetString(alert.Line.Span);
        return message;
    }

    /// <summary>The message about alerts that a subscriber missed.</summary>
    public static response OfMissed(long missed, string hostname) => new()
    {
        Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
        Priority = priority.Warning,
        SourceDeprecated = source_kind.Internal,
        Source = "internal",
        Rule = "Saker internal: alerts missed",
        Output = string.Create(CultureInfo.InvariantCulture, $"{missed} alerts were left out: this subscriber does not keep up"),
        OutputFields = { ["missed"] = missed.ToString(CultureInfo.InvariantCulture) },
        Hostname = hostname,
    };

    private static void Take(response message, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            foreach (var member in json.RootElement.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "output":
                        message.Output = Text(member.Value);
                        break;
                    case "hostname":
                        message.Hostname = Text(member.Value);
                        break;
                    case "tags":
                        message.Tags.AddRange(member.Value.EnumerateArray().Select(Text));
                        break;
                    case "output_fields":
                        foreach (var field in member.Value.EnumerateObject())
                            message.OutputFields[field.Name] = Text(field.Value);
                        break;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text that begins like JSON.
            message.Output = Encoding.UTF8.GetString(line.Span);
        }

        // Without json_include_message_property and its like the line itself tells the most.
        if (message.Output.Length == 0)
            message.Output = Encoding.UTF8.GetString(line.Span);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "<NA>",
        _ => value.GetRawText(),
    };

    private static Timestamp At(ulong nanoseconds) => new() { Seconds = (long)(nanoseconds / 1_000_000_000), Nanos = (int)(nanoseconds % 1_000_000_000) };

    private static source_kind Kind(string source) => source switch
    {
        "syscall" => source_kind.Syscall,
        "k8s_audit" => source_kind.K8SAudit,
        "internal" => source_kind.Internal,
        _ => source_kind.Plugin,
    };
}
