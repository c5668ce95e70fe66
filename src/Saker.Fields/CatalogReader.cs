namespace Saker.Fields;

/// <summary>Reads the generated catalogue.</summary>
internal static class CatalogReader
{
    public static IEnumerable<FieldInfo> Read()
    {
        string fieldClass = "";
        foreach (string row in FieldCatalogText.Rows.Split('\n'))
        {
            string[] column = row.Trim(' ').Split('\t');
            if (column[0] == "#")
            {
                fieldClass = column[1];
                continue;
            }

            var (type, width) = TypeOf(column[1]);
            yield return new FieldInfo(column[0], type, width, ArgumentOf(column[2]), FlagsOf(column[3]), fieldClass, column[4]);
        }
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
                _ => FieldFlags.None,
            };
        }

        return flags;
    }
}
