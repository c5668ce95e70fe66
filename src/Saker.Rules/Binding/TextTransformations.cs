using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Saker.Fields;
using Saker.Rules.Binding.Matching;

namespace Saker.Rules.Binding;

/// <summary>The transformers as getters over getters. What they build lies in buffers of their own, so nothing is allocated.</summary>
internal static class TextTransformations
{
    public static StringGetter MapBytes(StringGetter inner, Func<byte, byte> map)
    {
        var scratch = new Scratch();
        return (context, index, out value) =>
        {
            if (!inner(context, index, out value))
                return false;
            var mapped = scratch.Take(value.Length)[..value.Length];
            for (int i = 0; i < mapped.Length; i++)
                mapped[i] = map(value[i]);
            value = mapped;
            return true;
        };
    }

    public static StringGetter BaseName(StringGetter inner) => (context, index, out value) =>
    {
        if (!inner(context, index, out value))
            return false;
        value = value[(value.LastIndexOf((byte)'/') + 1)..];
        return true;
    };

    public static StringGetter DecodeBase64(StringGetter inner)
    {
        var scratch = new Scratch();
        return (context, index, out value) =>
        {
            if (!inner(context, index, out value))
                return false;
            // Padding is optional, so it is taken off and put back.
            var text = value.TrimEnd((byte)'=');
            int padded = (text.Length + 3) / 4 * 4;
            var buffer = scratch.Take(padded)[..padded];
            text.CopyTo(buffer);
            buffer[text.Length..].Fill((byte)'=');
            bool valid = Base64.DecodeFromUtf8InPlace(buffer, out int length) == OperationStatus.Done;
            value = valid ? buffer[..length] : default;
            return valid;
        };
    }

    public static NumberGetter Length(StringGetter inner) => (context, index, out value) =>
    {
        bool exists = inner(context, index, out var text);
        value = text.Length;
        return exists;
    };

    /// <summary>A number as lists of text hold it.</summary>
    public static StringGetter Decimal(NumberOperand number)
    {
        var scratch = new Scratch();
        bool isSigned = MatcherFactory.KindOf(number.Type) == NumberKind.Signed;
        return (context, index, out value) =>
        {
            value = default;
            if (!number.Get(context, index, out long bits))
                return false;
            var buffer = scratch.Take(32);
            int length = 0;
            _ = number.Type == FieldType.Double ? Utf8Formatter.TryFormat(BitConverter.Int64BitsToDouble(bits), buffer, out length)
                : isSigned ? Utf8Formatter.TryFormat(bits, buffer, out length)
                : Utf8Formatter.TryFormat((ulong)bits, buffer, out length);
            value = number.Type == FieldType.Bool ? (bits != 0 ? "true"u8 : "false"u8) : buffer[..length];
            return true;
        };
    }

    public static NumberGetter Count(BoundOperand list) => (context, index, out value) =>
    {
        value = 0;
        if (index > 0)
            return false;
        while (HasValue(list, context, (int)value))
            value++;
        return value > 0;
    };

    public static StringGetter Join(StringGetter separator, StringGetter list)
    {
        var scratch = new Scratch();
        return (context, index, out value) =>
        {
            value = default;
            if (index > 0 || !separator(context, 0, out value))
                return false;
            int length = 0;
            for (int i = 0; list(context, i, out value); i++)
            {
                if (i > 0 && separator(context, 0, out var between))
                    Append(scratch, ref length, between);
                if (list(context, i, out value))
                    Append(scratch, ref length, value);
            }

            value = scratch.Take(length)[..length];
            return true;
        };
    }

    public static StringGetter Concatenate(StringGetter[] parts)
    {
        var scratch = new Scratch();
        return (context, index, out value) =>
        {
            value = default;
            if (index > 0)
                return false;
            int length = 0;
            foreach (var part in parts)
            {
                if (!part(context, 0, out value))
                    return false;
                Append(scratch, ref length, value);
            }

            value = scratch.Take(length)[..length];
            return true;
        };
    }

    public static StringGetter List(StringGetter[] items) => (context, index, out value) =>
    {
        value = default;
        return index < items.Length && items[index](context, 0, out value);
    };

    public static StringGetter Constant(byte[] text) => (_, index, out value) =>
    {
        value = text;
        return index == 0;
    };

    private static bool HasValue(BoundOperand list, State.EventContext context, int index) => list switch
    {
        TextOperand text => text.Get(context, index, out _),
        NumberOperand number => number.Get(context, index, out _),
        AddressOperand address => address.Get(context, index, out _),
        _ => false,
    };

    private static void Append(Scratch scratch, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(scratch.Take(length + text.Length)[length..]);
        length += text.Length;
    }
}
