using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using Saker.Fields;
using Saker.State;

namespace Saker.Alerts.Text;

/// <summary>Writes a field's value of the moment, as text for outputs and as a typed JSON value for <c>output_fields</c>.</summary>
/// <remarks>Missing values are <c>&lt;NA&gt;</c> and <c>null</c>; lists are <c>(a,b)</c> and arrays; ancestors are joined by blanks.</remarks>
public static class FieldText
{
    /// <summary>Printed for a value that is not there.</summary>
    public static ReadOnlySpan<byte> Missing => "<NA>"u8;

    /// <summary>Appends the value as raw text: the caller escapes the whole line.</summary>
    public static void AppendText(IBufferWriter<byte> output, Field field, EventContext context)
    {
        bool list = field.Multiplicity == FieldMultiplicity.List;
        int count = 0;
        while (TryAppendValue(output, field, context, count, separator: count == 0 ? (list ? "("u8 : default) : (list ? ","u8 : " "u8), json: false))
        {
            count++;
            if (field.Multiplicity is FieldMultiplicity.Single or FieldMultiplicity.Either)
                break;
        }

        if (count == 0)
            output.Write(Missing);
        else if (list)
            output.Write(")"u8);
    }

    /// <summary>Appends the value as JSON.</summary>
    public static void AppendJson(IBufferWriter<byte> output, Field field, EventContext context)
    {
        // The wall-clock texts are for lines; programs get the nanoseconds.
        if (field.Info.Name is "evt.time" or "evt.time.s" or "evt.time.iso8601" or "evt.datetime" or "evt.datetime.s")
        {
            AppendNumber(output, (long)context.Event.Timestamp, FieldType.Unsigned);
            return;
        }

        bool list = field.Multiplicity == FieldMultiplicity.List;
        if (field.Multiplicity == FieldMultiplicity.Any)
        {
            AppendJoined(output, field, context);
            return;
        }

        int count = 0;
        while (TryAppendValue(output, field, context, count, separator: list ? (count == 0 ? "["u8 : ","u8) : default, json: true))
        {
            count++;
            if (!list)
                break;
        }

        if (count == 0)
            output.Write("null"u8);
        else if (list)
            output.Write("]"u8);
    }

    private static void AppendJoined(IBufferWriter<byte> output, Field field, EventContext context)
    {
        var joined = new ArrayBufferWriter<byte>();
        AppendText(joined, field, context);
        if (joined.WrittenSpan.SequenceEqual(Missing))
        {
            output.Write("null"u8);
            return;
        }

        output.Write("\""u8);
        Escape.AppendJson(output, joined.WrittenSpan);
        output.Write("\""u8);
    }

    private static bool TryAppendValue(
        IBufferWriter<byte> output, Field field, EventContext context, int index, ReadOnlySpan<byte> separator, bool json)
    {
        switch (field)
        {
            case StringField text when text.Get(context, index, out var bytes):
                output.Write(separator);
                if (json)
                    output.Write("\""u8);
                if (field.Type == FieldType.Bytes)
                    AppendPrintable(output, bytes, json);
                else if (json)
                    Escape.AppendJson(output, bytes);
                else
                    output.Write(bytes);
                if (json)
                    output.Write("\""u8);
                return true;
            case NumberField number when number.Get(context, index, out long value):
                output.Write(separator);
                AppendNumber(output, value, field.Type);
                return true;
            case AddressField address when address.Get(context, index, out var value):
                output.Write(separator);
                if (json)
                    output.Write("\""u8);
                AppendAddress(output, value);
                if (json)
                    output.Write("\""u8);
                return true;
            default:
                return false;
        }
    }

    private static void AppendNumber(IBufferWriter<byte> output, long value, FieldType type)
    {
        if (type == FieldType.Bool)
        {
            output.Write(value != 0 ? "true"u8 : "false"u8);
            return;
        }

        if (type == FieldType.Double)
        {
            double number = BitConverter.Int64BitsToDouble(value);
            string text = number.ToString("R", CultureInfo.InvariantCulture);
            output.Write(System.Text.Encoding.ASCII.GetBytes(text.Contains('.') || text.Contains('E') ? text : text + ".0"));
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        int length;
        if (type is FieldType.Signed or FieldType.RelativeTime)
            Utf8Formatter.TryFormat(value, digits, out length);
        else
            Utf8Formatter.TryFormat((ulong)value, digits, out length);
        output.Write(digits[..length]);
    }

    private static void AppendAddress(IBufferWriter<byte> output, IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)address.Low);
            bytes = bytes[..4];
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, address.High);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.Low);
        }

        Span<byte> text = stackalloc byte[64];
        new IPAddress(bytes).TryFormat(text, out int length);
        output.Write(text[..length]);
    }

    /// <summary>Bytes of a buffer: printable ASCII as it is, everything else as a dot, so that binary data keeps its length.</summary>
    private static void AppendPrintable(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, bool json)
    {
        var target = output.GetSpan(Math.Max(bytes.Length * 2, 1));
        int length = 0;
        foreach (byte b in bytes)
        {
            if (json && b is (byte)'"' or (byte)'\\')
                target[length++] = (byte)'\\';
            target[length++] = b is >= 0x20 and <= 0x7e ? b : (byte)'.';
        }

        output.Advance(length);
    }
}
