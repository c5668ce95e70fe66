using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Output;
using Saker.State;

namespace Saker.Alerts.Text;

/// <summary>A field, or what a transformer makes of one, printed: as text for outputs and as a typed JSON value.</summary>
/// <remarks>Missing values are <c>&lt;NA&gt;</c> and <c>null</c>; lists are <c>(a,b)</c> and arrays; ancestors are joined by blanks.</remarks>
internal readonly struct PrintedValue
{
    // Times of day are text in lines; programs get the nanoseconds.
    private static readonly HashSet<string> Clocks = ["evt.time", "evt.time.s", "evt.time.iso8601", "evt.datetime", "evt.datetime.s"];

    private readonly BoundOperand operand;
    private readonly NumberGetter? number;
    private readonly NumberGetter? structured;
    private readonly PrintFormat format;
    private readonly bool isClock;
    private readonly bool base64;

    public PrintedValue(Field field, bool base64 = false)
    {
        this.base64 = base64;
        operand = BoundOperand.Of(field);
        number = (field as NumberField)?.Printed;
        structured = (field as NumberField)?.Structured;
        format = field.Format;
        isClock = Clocks.Contains(field.Info.Name);
    }

    public PrintedValue(FieldSegment segment, bool base64 = false)
    {
        this.base64 = base64;
        operand = segment.Operand;
        number = segment.Field is NumberField field ? field.Printed : (segment.Operand as NumberOperand)?.Get;
        structured = (segment.Field as NumberField)?.Structured;
        format = segment.Field?.Format ?? PrintFormat.Unspecified;
    }

    /// <summary>Printed for a value that is not there.</summary>
    public static ReadOnlySpan<byte> Missing => "<NA>"u8;

    /// <summary>Appends the value as raw text: the caller escapes the whole line.</summary>
    public void AppendText(IBufferWriter<byte> output, EventContext context)
    {
        bool several = IsJoined || operand.IsList;
        int count = 0;
        while (TryAppend(output, context, count, count == 0 ? Opening : Separator, json: false))
        {
            count++;
            if (!several)
                break;
        }

        if (count == 0)
            output.Write(Missing);
        else if (operand.IsList)
            output.Write(")"u8);
    }

    /// <summary>Appends the value as JSON.</summary>
    public void AppendJson(IBufferWriter<byte> output, EventContext context)
    {
        if (isClock)
        {
            AppendNumber(output, (long)context.Time, FieldType.Unsigned, PrintFormat.Decimal);
            return;
        }

        if (IsJoined)
        {
            AppendJoined(output, context);
            return;
        }

        int count = 0;
        while (TryAppend(output, context, count, operand.IsList ? (count == 0 ? "["u8 : ","u8) : default, json: true))
        {
            count++;
            if (!operand.IsList)
                break;
        }

        if (count == 0)
            output.Write("null"u8);
        else if (operand.IsList)
            output.Write("]"u8);
    }

    // Names of ancestors are joined; of their numbers the nearest is shown.
    private bool IsJoined => operand is TextOperand { Multiplicity: FieldMultiplicity.Any };

    private ReadOnlySpan<byte> Opening => operand.IsList ? "("u8 : default;

    private ReadOnlySpan<byte> Separator => operand.IsList ? ","u8 : " "u8;

    private void AppendJoined(IBufferWriter<byte> output, EventContext context)
    {
        if (!operand.Exists(context))
        {
            output.Write("null"u8);
            return;
        }

        var joined = new ArrayBufferWriter<byte>();
        AppendText(joined, context);
        output.Write("\""u8);
        Escape.AppendJson(output, joined.WrittenSpan);
        output.Write("\""u8);
    }

    private bool TryAppend(IBufferWriter<byte> output, EventContext context, int index, ReadOnlySpan<byte> before, bool json)
    {
        var quote = json ? "\""u8 : default;
        switch (operand)
        {
            case TextOperand text when text.Get(context, index, out var bytes):
                output.Write(before);
                output.Write(quote);
                if (operand.Type == FieldType.Bytes && base64)
                    AppendBase64(output, bytes);
                else if (operand.Type == FieldType.Bytes)
                    AppendPrintable(output, bytes, json);
                else if (json)
                    Escape.AppendJson(output, bytes);
                else
                    output.Write(bytes);
                output.Write(quote);
                return true;
            case NumberOperand when ((json ? structured : null) ?? number!)(context, index, out long value):
                bool isText = json && format is PrintFormat.Hexadecimal or PrintFormat.Octal;
                output.Write(before);

                // JSON knows no hexadecimal numbers.
                if (isText)
                    output.Write("\""u8);
                AppendNumber(output, value, operand.Type, json && format == PrintFormat.TenDigits ? PrintFormat.Decimal : format);
                if (isText)
                    output.Write("\""u8);
                return true;
            case AddressOperand { Type: FieldType.Address } address when address.Get(context, index, out var value):
                output.Write(before);
                output.Write(quote);
                AppendAddress(output, value);
                output.Write(quote);
                return true;
            default:
                return false;
        }
    }

    private static void AppendNumber(IBufferWriter<byte> output, long value, FieldType type, PrintFormat format)
    {
        if (type == FieldType.Bool)
        {
            output.Write(value != 0 ? "true"u8 : "false"u8);
            return;
        }

        if (type == FieldType.Double)
        {
            string number = BitConverter.Int64BitsToDouble(value).ToString("R", CultureInfo.InvariantCulture);
            Encoding.ASCII.GetBytes(number.Contains('.') || number.Contains('E') ? number : number + ".0", output);
            return;
        }

        if (format == PrintFormat.Octal)
        {
            Encoding.ASCII.GetBytes(Convert.ToString(value, 8), output);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        int length;
        if (format == PrintFormat.Hexadecimal)
            Utf8Formatter.TryFormat((ulong)value, digits, out length, 'X');
        else if (format == PrintFormat.TenDigits)
            Utf8Formatter.TryFormat((ulong)value, digits, out length, new StandardFormat('D', 9));
        else if (type is FieldType.Signed or FieldType.RelativeTime)
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

    private static void AppendBase64(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int length);
        output.Advance(length);
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
