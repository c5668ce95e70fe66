using System.Text.Json;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// Attributes and resources of OTLP: https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/common/v1/common.proto
/// </summary>
internal static class OtlpAttributes
{
    /// <summary>Adds an attribute that is a text.</summary>
    public static ProtobufWriter Attribute(this ProtobufWriter parent, int field, string name, string value) =>
        parent.Message(field, pair => pair.Text(1, name).Message(2, any => any.Text(1, value)));

    /// <summary>Adds an attribute that is a list of texts.</summary>
    public static ProtobufWriter Attribute(this ProtobufWriter parent, int field, string name, IEnumerable<string> values) =>
        parent.Message(field, pair => pair.Text(1, name).Message(2, any => any.Message(5, array =>
        {
            foreach (string value in values)
                array.Message(1, item => item.Text(1, value));
        })));

    /// <summary>Adds an attribute of the type of a value.</summary>
    public static ProtobufWriter Attribute(this ProtobufWriter parent, int field, string name, JsonElement value) =>
        parent.Message(field, pair => pair.Text(1, name).Message(2, any =>
        {
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                any.Number(2, value.ValueKind == JsonValueKind.True ? 1UL : 0);
            else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole))
                any.Number(3, (ulong)whole);
            else if (value.ValueKind == JsonValueKind.Number)
                any.Double(4, value.GetDouble());
            else
                any.Text(1, ForwardedAlert.Text(value) ?? "");
        }));
}
