using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Saker.Fields;

namespace Saker.Authoring.Explaining;

/// <summary>Fields whose values are those that an alert printed, in the shapes that conditions compare.</summary>
/// <param name="catalog">The fields there are.</param>
/// <param name="alert">The alert.</param>
internal sealed class RecordedCatalog(IFieldCatalog catalog, RecordedAlert alert) : IFieldCatalog
{
    public IReadOnlyList<FieldInfo> Fields => catalog.Fields;

    public Field? Bind(string name, string? argument, out string? error)
    {
        if (catalog.Bind(name, argument, out error) is not { } field)
            return null;
        var values = Find(field) is { } element ? ValuesOf(element, field) : [];
        return field switch
        {
            StringField => Text(field, [.. values.Select(Encoding.UTF8.GetBytes)]),
            NumberField => Number(field, [.. values.Select(v => NumberOf(v, field.Type)).OfType<long>()]),
            _ => Address(field, [.. values.Select(AddressOf).OfType<IpAddress>()]),
        };
    }

    /// <summary>Whether the alert says what a field was, be it that it had no value.</summary>
    public bool Tells(Field field) => Find(field) is { } element && (field is StringField || ValuesOf(element, field).All(v => IsReadable(v, field)));

    /// <summary>A field as the alert printed it; null when it had no value.</summary>
    public string? Printed(Field field) => Find(field) is { ValueKind: not JsonValueKind.Null } element ? element.ToString() : null;

    private static bool IsReadable(string value, Field field) =>
        field is NumberField ? NumberOf(value, field.Type) is not null : AddressOf(value) is not null;

    private JsonElement? Find(Field field)
    {
        // Arguments stand in brackets or, in the older way, behind a dot.
        return alert.Fields.TryGetValue(field.DisplayName, out var element)
            || (field.Argument is not null && alert.Fields.TryGetValue($"{field.Info.Name}.{field.Argument}", out element)) ? element : null;
    }

    private static IEnumerable<string> ValuesOf(JsonElement element, Field field) => element.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => element.EnumerateArray().Select(e => e.ToString()),
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => field.Multiplicity switch
        {
            FieldMultiplicity.List => element.ToString().Trim('(', ')').Split(','),
            FieldMultiplicity.Any => element.ToString().Split(' '),
            _ => [element.ToString()],
        },
    };

    private static long? NumberOf(string text, FieldType type)
    {
        if (text is "true" or "false")
            return text == "true" ? 1 : 0;
        if (type == FieldType.Double)
        {
            bool isReal = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real);
            return isReal ? BitConverter.DoubleToInt64Bits(real) : null;
        }

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long hex) ? hex : null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large) ? (long)large : null;
    }

    private static IpAddress? AddressOf(string text) =>
        IPAddress.TryParse(text, out var address) ? IpAddress.FromBytes(address.GetAddressBytes()) : null;

    private static StringField Text(Field field, byte[][] values) => new(field.Info, field.Argument, FieldScope.Event, (_, index, out value) =>
    {
        value = index < values.Length ? values[index] : default;
        return index < values.Length;
    }, field.Multiplicity);

    private static NumberField Number(Field field, long[] values) => new(field.Info, field.Argument, FieldScope.Event, (_, index, out value) =>
    {
        value = index < values.Length ? values[index] : 0;
        return index < values.Length;
    }, field.Multiplicity);

    private static AddressField Address(Field field, IpAddress[] values) => new(field.Info, field.Argument, FieldScope.Event, (_, index, out value) =>
    {
        value = index < values.Length ? values[index] : default;
        return index < values.Length;
    }, field.Multiplicity);
}
