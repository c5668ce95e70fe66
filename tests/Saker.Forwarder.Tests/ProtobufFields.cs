using System.Text;
using Google.Protobuf;

namespace Saker.Forwarder.Tests;

/// <summary>Messages of protocol buffers by the numbers of their fields: numbers, or bytes.</summary>
internal static class ProtobufFields
{
    public static List<(int Field, object Value)> Message(object bytes)
    {
        var input = new CodedInputStream((byte[])bytes);
        List<(int, object)> fields = [];
        while (input.ReadTag() is not 0 and var tag)
        {
            fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                _ => (object)input.ReadBytes().ToByteArray(),
            }));
        }

        return fields;
    }

    public static object Single(this List<(int Field, object Value)> message, int field) => message.Single(f => f.Field == field).Value;

    public static IEnumerable<List<(int Field, object Value)>> Messages(this List<(int Field, object Value)> message, int field) =>
        message.Where(f => f.Field == field).Select(f => Message(f.Value));

    public static string Text(this List<(int Field, object Value)> message, int field) => Encoding.UTF8.GetString((byte[])message.Single(field));

    /// <summary>Attributes of OTLP, those that are texts as texts.</summary>
    public static Dictionary<string, object> Attributes(this List<(int Field, object Value)> message, int field) => message.Messages(field)
        .ToDictionary(pair => pair.Text(1), pair => Message(pair.Single(2)).Single() is (1, byte[] text) ? Encoding.UTF8.GetString(text) : Message(pair.Single(2)).Single().Value);
}
