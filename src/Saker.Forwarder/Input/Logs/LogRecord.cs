using System.Text.Unicode;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Input.Logs;

/// <summary>What was read from one place of a log. Each kind of log has its own, with what it is acknowledged by.</summary>
/// <param name="Place">Where it was, for the operator to find it again.</param>
/// <param name="Value">What should be an alert.</param>
internal abstract record LogRecord(string Place, ReadOnlyMemory<byte> Value)
{
    /// <summary>As a line of JSON, whatever it is: with its place, and its value as text or, where it is none, in base64.</summary>
    public ReadOnlyMemory<byte> ToLine() => JsonText.Written(Value.Length + 128, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("place", Place);
        if (Utf8.IsValid(Value.Span))
            writer.WriteString("value", Value.Span);
        else
            writer.WriteBase64String("base64", Value.Span);
        writer.WriteEndObject();
    });
}
