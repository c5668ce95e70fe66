using System.Collections.Frozen;
using System.Globalization;

namespace Saker.Events.Captures;

/// <summary>The conversions of schema/conversions.json, by event type and number of parameters recorded.</summary>
internal static class ConversionTable
{
    private static readonly FrozenDictionary<int, Conversion> table =
        EventSchema.Rows(SchemaText.Conversions).ToFrozenDictionary(row => Key((EventCode)Int(row[0]), Int(row[1])), Read);

    /// <summary>What is done with such an event; null when nothing is known of it.</summary>
    public static Conversion? Find(EventCode code, int paramCount) => table.GetValueOrDefault(Key(code, paramCount));

    // No event has 64 parameters.
    private static int Key(EventCode code, int paramCount) => ((int)code << 6) | paramCount;

    private static Conversion Read(string[] row) => new(
        row[2].StartsWith("keep", StringComparison.Ordinal),
        row[2].EndsWith("pass", StringComparison.Ordinal),
        row[2] == "append" ? Int(row[1]) : 0,
        EventSchema.Of((EventCode)Int(row[3])),
        [.. row.Skip(4).Select(ReadParam)]);

    private static ParamRecipe ReadParam(string column)
    {
        string[] part = column.Split(':');
        return part[0] switch
        {
            "own" => new(ParamSource.Own, Int(part[1])),
            "enter" when part[1].EndsWith('?') => new(ParamSource.EnterOrEmpty, Int(part[1][..^1])),
            "enter" => new(ParamSource.Enter, Int(part[1])),
            "empty" => new(ParamSource.Empty, 0),
            "default" => new(ParamSource.Default, 0),
            "container" => new(ParamSource.Container, 0),
            _ => throw new InvalidDataException($"no such source of a parameter: {column}"),
        };
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
