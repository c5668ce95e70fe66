using Saker.Events;

namespace Saker.Fields;

/// <summary>A family of fields, as listings group them.</summary>
/// <param name="Name">Name, such as <c>process</c>.</param>
/// <param name="Title">What tells it from another family of that name; may be empty.</param>
/// <param name="Description">For people.</param>
/// <param name="Fields">Its fields, in order.</param>
public sealed record FieldClass(string Name, string Title, string Description, IReadOnlyList<FieldInfo> Fields);

/// <summary>Reads the generated catalogue.</summary>
internal static class CatalogReader
{
    public static IReadOnlyList<FieldClass> Read()
    {
        var classes = new List<FieldClass>();
        var fields = new List<FieldInfo>();
        foreach (string row in FieldCatalogText.Rows.Split('\n'))
        {
            string[] column = row.Trim(' ').Split('\t');
            if (column[0] == "#")
            {
                fields = [];
                classes.Add(new FieldClass(column[1], column[2], column[4], fields));
                continue;
            }

            var (type, width) = TypeOf(column[1]);
            fields.Add(new FieldInfo(column[0], type, width, ArgumentOf(column[2]), FlagsOf(column[3]), classes[^1].Name, column[5], FormatOf(column[4])));
        }

        return classes;
    }

    private static (FieldType Type, int Width) TypeOf(string name) => name switch
    {
        "charbuf" => (FieldType.String, 0),
        "bytebuf" => (FieldType.Bytes, 0),
        "bool" => (FieldType.Bool, 32),
        "double" => (FieldType.Double, 64),
        "reltime" => (FieldType.RelativeTime, 64),
        "abstime" => (FieldType.AbsoluteTime, 64),
        "port" => (FieldType.Port, 16),
        "ipaddr" => (FieldType.Address, 0),
        "ipnet" => (FieldType.Network, 0),
        "int16" => (FieldType.Signed, 16),
        "int32" => (FieldType.Signed, 32),
        "int64" => (FieldType.Signed, 64),
        "uint8" => (FieldType.Unsigned, 8),
        "uint16" => (FieldType.Unsigned, 16),
        "uint32" => (FieldType.Unsigned, 32),
        "uint64" => (FieldType.Unsigned, 64),
        "dyn" => (FieldType.Bytes, 0),
        _ => throw new InvalidDataException($"field type {name}"),
    };

    private static PrintFormat FormatOf(string name) => name switch
    {
        "ten_digits" => PrintFormat.TenDigits,
        "hexadecimal" => PrintFormat.Hexadecimal,
        _ => PrintFormat.Unspecified,
    };

    private static FieldArgument ArgumentOf(string name) => name switch
    {
        "required" => FieldArgument.Required,
        "optional" => FieldArgument.Optional,
        _ => FieldArgument.None,
    };

    private static FieldFlags FlagsOf(string names)
    {
        var flags = FieldFlags.None;
        foreach (string name in names.Split(','))
        {
            flags |= name switch
            {
                "filter_only" => FieldFlags.FilterOnly,
                "print_only" => FieldFlags.PrintOnly,
                "no_right_side" => FieldFlags.NoRightSide,
                "no_transformers" => FieldFlags.NoTransformers,
                "is_list" => FieldFlags.IsList,
                "deprecated" => FieldFlags.Deprecated,
                "table_only" => FieldFlags.TableOnly,
                "suggested" => FieldFlags.Suggested,
                "by_number" => FieldFlags.ByNumber,
                "by_name" => FieldFlags.ByName,
                _ => FieldFlags.None,
            };
        }

        return flags;
    }
}
