using System.Text;
using Saker.Fields;
using Saker.State;

namespace Saker.Testing;

/// <summary>Asks fields by name about the event that a context stands at.</summary>
internal static class FieldQuestion
{
    private static readonly FieldCatalog catalog = new(new FieldOptions { HostName = "here" });

    /// <summary>All values of a field, split by blanks; null when there is none.</summary>
    public static string? Ask(this EventContext context, string name, string? argument = null)
    {
        var field = catalog.Bind(name, argument, out string? error) ?? throw new ArgumentException(error);
        var values = new List<string>();
        while (Value(context, field, values.Count) is { } value)
            values.Add(value);
        return values.Count == 0 ? null : string.Join(' ', values);
    }

    private static string? Value(EventContext context, Field field, int index) => field switch
    {
        StringField text => text.Get(context, index, out var value) ? Encoding.UTF8.GetString(value) : null,
        NumberField number => number.Get(context, index, out long value) ? value.ToString() : null,
        AddressField address => address.Get(context, index, out var value)
            ? value.IsIPv4 ? $"{value.Low >> 24}.{(value.Low >> 16) & 255}.{(value.Low >> 8) & 255}.{value.Low & 255}" : "v6"
            : null,
        _ => null,
    };
}
