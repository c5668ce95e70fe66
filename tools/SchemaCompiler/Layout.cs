namespace Saker.SchemaCompiler;

/// <summary>Where the fields of a record struct lie: in order, naturally aligned, no holes allowed.</summary>
internal static class Layout
{
    public static (int Size, (string Name, string Type, int Count, int Offset, string About)[] Fields) Of(RecordStruct record)
    {
        var fields = new List<(string, string, int, int, string)>();
        int offset = 0;
        int alignment = 1;
        foreach (var field in record.Fields)
        {
            string type = field[1].GetString()!;
            int count = 1;
            if (type.IndexOf('[') is var bracket and > 0)
            {
                count = int.Parse(type[(bracket + 1)..^1]);
                type = type[..bracket];
            }

            int size = type switch { "u8" => 1, "u16" => 2, "u32" => 4, "u64" => 8, _ => throw new InvalidDataException($"type {type}") };
            if (offset % size != 0)
                throw new InvalidDataException($"{record.Name}.{field[0]}: a hole before offset {offset}; reorder the fields");
            fields.Add((field[0].GetString()!, type, count, offset, field[2].GetString()!));
            offset += size * count;
            alignment = Math.Max(alignment, size);
        }

        if (offset % alignment != 0)
            throw new InvalidDataException($"{record.Name}: {offset} bytes are no multiple of its alignment {alignment}");
        return (offset, fields.ToArray());
    }
}
